// Dot products: elements of two rows side by side in 16 bits, times their weights, in each 32-bit lane.
//   row k: .. a2 a1 a0   row k + 1: .. b2 b1 b0   ->   b3 a3 b2 a2 b1 a1 b0 a0  ·  w1 w0 w1 w0 w1 w0 w1 w0
#ifndef UPSAMPLING2D_KERNELS_DOTS_H_
#define UPSAMPLING2D_KERNELS_DOTS_H_

#include <algorithm>
#include <cstdint>

#include "kernels/taps.h"
#include "simd/simd.h"

namespace upsampling2d {

// How far sums of bytes are shifted to be elements of a line, and those of a line to be bytes.
inline constexpr int kShiftToLine = kDotShift - kLineShift;
inline constexpr int kShiftToBytes = kDotShift + kLineShift;

// A line of whole numbers holds 2^kLineShift times a byte less 127.5, which fits 16 bits up to twice a byte's range.
// That is also a byte less 128 and half a unit, so that bytes are rounded half up when the fraction is cut off.
inline constexpr int kLineBase = -255 * (1 << (kLineShift - 1));
// The same in sums of bytes, which are rounded.
inline constexpr int kDotBase = kLineBase * (1 << kShiftToLine) + (1 << (kShiftToLine - 1));

// Two weights for each lane. Behind the last tap there is none.
inline v128_t WeightPair(const Taps<int16_t>& taps, int first, int second) {
  const int32_t high = second < taps.count ? taps.weights[second] : 0;
  return wasm_i32x4_splat(high * 65536 + static_cast<uint16_t>(taps.weights[first]));
}

// Sixteen elements of two rows, side by side.
inline void LoadPairs(const uint8_t* a, const uint8_t* b, v128_t (&pairs)[4]) {
  const v128_t low = ZipLow<1>(Load(a), Load(b));
  pairs[0] = wasm_u16x8_extend_low_u8x16(low);
  pairs[1] = wasm_u16x8_extend_high_u8x16(low);
  const v128_t high = ZipHigh<1>(Load(a), Load(b));
  pairs[2] = wasm_u16x8_extend_low_u8x16(high);
  pairs[3] = wasm_u16x8_extend_high_u8x16(high);
}

// Eight elements of a line from products of bytes and kLineBase, and eight bytes less 128 from those of a line.
template <int kShift>
v128_t ShortsOfDots(v128_t low, v128_t high) {
  return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(low, kShift), wasm_i32x4_shr(high, kShift));
}

// Sixteen bytes from as many that are less 128.
inline v128_t BytesOfShorts(v128_t low, v128_t high) {
  return wasm_v128_xor(wasm_i8x16_narrow_i16x8(low, high), wasm_i8x16_splat(-128));
}

// The same for one sum.
inline uint8_t ByteOfDots(int32_t sum) {
  return static_cast<uint8_t>(std::clamp((sum >> kShiftToBytes) + 128, 0, 255));
}

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_DOTS_H_
