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

// Four pixels of three floats:
//   .. a5 a4 a3 a2 a1 a0, .. b5 b4 b3 b2 b1 b0   ->   .. b5 b4 b3 a5 a4 a3 b2 b1 b0 a2 a1 a0
[[gnu::always_inline]] inline void StoreTwelveBytePairs(const v128_t (&a)[3], const v128_t (&b)[3], uint8_t* to) {
  Store(to, wasm_i32x4_shuffle(a[0], b[0], 0, 1, 2, 4));
  Store(to + 16, wasm_i32x4_shuffle(b[0], wasm_i32x4_shuffle(a[0], a[1], 3, 4, 3, 4), 1, 2, 4, 5));
  Store(to + 32, wasm_i32x4_shuffle(wasm_i32x4_shuffle(a[1], b[0], 1, 7, 1, 7), b[1], 0, 1, 4, 5));
  Store(to + 48, wasm_i32x4_shuffle(wasm_i32x4_shuffle(a[1], a[2], 2, 3, 4, 4), b[1], 0, 1, 2, 6));
  Store(to + 64, wasm_i32x4_shuffle(wasm_i32x4_shuffle(b[1], b[2], 3, 4, 3, 4), a[2], 0, 1, 5, 6));
  Store(to + 80, wasm_i32x4_shuffle(a[2], b[2], 3, 5, 6, 7));
}

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_ZIP_H_
