// Rows and phases that meet in registers.
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

// Four rows of four elements:
//   a3 a2 a1 a0, b3 b2 b1 b0, c3 c2 c1 c0, d3 d2 d1 d0   ->   d0 c0 b0 a0, d1 c1 b1 a1, d2 c2 b2 a2, d3 c3 b3 a3
[[gnu::always_inline]] inline void Transpose(v128_t* rows) {
  const v128_t ac[] = {ZipLow<4>(rows[0], rows[2]), ZipHigh<4>(rows[0], rows[2])};
  const v128_t bd[] = {ZipLow<4>(rows[1], rows[3]), ZipHigh<4>(rows[1], rows[3])};
  for (int half = 0; half < 2; ++half) {
    rows[2 * half] = ZipLow<4>(ac[half], bd[half]);
    rows[2 * half + 1] = ZipHigh<4>(ac[half], bd[half]);
  }
}

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_ZIP_H_
