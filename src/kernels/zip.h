// Two phases that meet in registers on their way to a row.
#ifndef UPSAMPLING2D_KERNELS_ZIP_H_
#define UPSAMPLING2D_KERNELS_ZIP_H_

#include <cstdint>

#include "simd/simd.h"

namespace upsampling2d {

// Pixels of kBytes bytes, several in a vector:  .. a2 a1 a0, .. b2 b1 b0   ->   .. b2 a2 b1 a1 b0 a0
template <int kBytes>
[[gnu::always_inline]] inline void StorePair(v128_t a, v128_t b, uint8_t* to) {
  Store(to, ZipLow<kBytes>(a, b));
  Store(to + 16, ZipHigh<kBytes>(a, b));
}

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_ZIP_H_
