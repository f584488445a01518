// What a function that can fail returns. Arguments are checked in TypeScript before they arrive here, so memory is all
// that can run out.
#ifndef UPSAMPLING2D_CORE_STATUS_H_
#define UPSAMPLING2D_CORE_STATUS_H_

namespace upsampling2d {

enum class [[nodiscard]] Status{kOk, kOutOfMemory};

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_CORE_STATUS_H_
