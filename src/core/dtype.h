// The element types: the list of dtype_list.inc as an enumeration, with sizes and storage types.
#ifndef UPSAMPLING2D_CORE_DTYPE_H_
#define UPSAMPLING2D_CORE_DTYPE_H_

#include <cstdint>

namespace upsampling2d {

// The bits of an IEEE 754 binary16 number.
struct Half {
  uint16_t bits;
};

// One channel of a picture's pixel. Elements come in groups of four: red, green, blue, straight alpha.
struct Rgba8 {
  uint8_t value;
};

// The same, filtered in linear light instead of in sRGB's own scale.
struct Rgba8Linear {
  uint8_t value;
};

enum class DtypeKind { kReal, kInteger, kCopyOnly, kPixels };

enum class Dtype {
#define DTYPE(name, storage, accumulator, kind) k_##name,
#include "core/dtype_list.inc"
#undef DTYPE
};

struct DtypeInfo {
  int bytes;
  DtypeKind kind;
};

inline constexpr DtypeInfo kDtypes[] = {
#define DTYPE(name, storage, accumulator, kind) {sizeof(storage), DtypeKind::kind},
#include "core/dtype_list.inc"
#undef DTYPE
};

inline constexpr const DtypeInfo& Info(Dtype dtype) { return kDtypes[static_cast<int>(dtype)]; }

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_CORE_DTYPE_H_
