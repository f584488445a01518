// The result of a function that can fail. Arguments are checked in TypeScript, so the only failure is running out of
// memory.
#ifndef UPSAMPLING2D_CORE_STATUS_H_
#define UPSAMPLING2D_CORE_STATUS_H_

namespace upsampling2d {

enum class [[nodiscard]] Status{kOk, kOutOfMemory};

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_CORE_STATUS_H_
