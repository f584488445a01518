// Stored elements <-> accumulators, sixteen at a time.
//
// To integers: rounded half to even, then saturated. Adding 1.5 * 2^23 to a float below 2^22 leaves it rounded that way
// in the low bits of the sum, because they are its integer part.
#ifndef UPSAMPLING2D_KERNELS_CONVERT_H_
#define UPSAMPLING2D_KERNELS_CONVERT_H_

#include <cstddef>
#include <cstdint>

#include "core/buffer.h"
#include "core/dtype.h"
#include "kernels/rows.h"
#include "kernels/taps.h"
#include "simd/simd.h"

namespace upsampling2d {

// Convert<Storage, Acc>: the two directions for one pair of types. Some pairs need only one direction.
//   static void Read(const Storage* src, v128_t (&acc)[kBlockVectors<Acc>]);
//   static void Pack(const v128_t (&acc)[kBlockVectors<Acc>], v128_t (&out)[sizeof(Storage)]);
template <class Storage, class Acc>
struct Convert;

template <class T>
struct Convert<T, T> {
  static void Pack(const v128_t (&acc)[kBlockVectors<T>], v128_t (&out)[sizeof(T)]) {
    for (size_t v = 0; v < sizeof(T); ++v) out[v] = acc[v];
  }
};

// Four vectors of 32-bit lanes from two of 16-bit lanes.
inline void WidenSigned(v128_t low, v128_t high, v128_t (&acc)[4]) {
  acc[0] = wasm_f32x4_convert_i32x4(wasm_i32x4_extend_low_i16x8(low));
  acc[1] = wasm_f32x4_convert_i32x4(wasm_i32x4_extend_high_i16x8(low));
  acc[2] = wasm_f32x4_convert_i32x4(wasm_i32x4_extend_low_i16x8(high));
  acc[3] = wasm_f32x4_convert_i32x4(wasm_i32x4_extend_high_i16x8(high));
}

inline void WidenUnsigned(v128_t low, v128_t high, v128_t (&acc)[4]) {
  acc[0] = wasm_f32x4_convert_i32x4(wasm_u32x4_extend_low_u16x8(low));
  acc[1] = wasm_f32x4_convert_i32x4(wasm_u32x4_extend_high_u16x8(low));
  acc[2] = wasm_f32x4_convert_i32x4(wasm_u32x4_extend_low_u16x8(high));
  acc[3] = wasm_f32x4_convert_i32x4(wasm_u32x4_extend_high_u16x8(high));
}

inline v128_t RoundToInt32(v128_t x) {
  const v128_t magic = wasm_f32x4_splat(12582912.0f);
  return wasm_i32x4_sub(wasm_f32x4_add(x, magic), magic);
}

inline v128_t RoundToInt16(v128_t low, v128_t high) {
  return wasm_i16x8_narrow_i32x4(RoundToInt32(low), RoundToInt32(high));
}

template <>
struct Convert<uint8_t, float> {
  static void Read(const uint8_t* src, v128_t (&acc)[4]) {
    const v128_t x = Load(src);
    WidenUnsigned(wasm_u16x8_extend_low_u8x16(x), wasm_u16x8_extend_high_u8x16(x), acc);
  }
  static void Pack(const v128_t (&acc)[4], v128_t (&out)[1]) {
    out[0] = wasm_u8x16_narrow_i16x8(RoundToInt16(acc[0], acc[1]), RoundToInt16(acc[2], acc[3]));
  }
};

template <>
struct Convert<int8_t, float> {
  static void Read(const int8_t* src, v128_t (&acc)[4]) {
    const v128_t x = Load(src);
    WidenSigned(wasm_i16x8_extend_low_i8x16(x), wasm_i16x8_extend_high_i8x16(x), acc);
  }
  static void Pack(const v128_t (&acc)[4], v128_t (&out)[1]) {
    out[0] = wasm_i8x16_narrow_i16x8(RoundToInt16(acc[0], acc[1]), RoundToInt16(acc[2], acc[3]));
  }
};

template <>
struct Convert<uint16_t, float> {
  static void Read(const uint16_t* src, v128_t (&acc)[4]) { WidenUnsigned(Load(src), Load(src + 8), acc); }
  static void Pack(const v128_t (&acc)[4], v128_t (&out)[2]) {
    out[0] = wasm_u16x8_narrow_i32x4(RoundToInt32(acc[0]), RoundToInt32(acc[1]));
    out[1] = wasm_u16x8_narrow_i32x4(RoundToInt32(acc[2]), RoundToInt32(acc[3]));
  }
};

template <>
struct Convert<int16_t, float> {
  static void Read(const int16_t* src, v128_t (&acc)[4]) { WidenSigned(Load(src), Load(src + 8), acc); }
  static void Pack(const v128_t (&acc)[4], v128_t (&out)[2]) {
    out[0] = RoundToInt16(acc[0], acc[1]);
    out[1] = RoundToInt16(acc[2], acc[3]);
  }
};

// binary16 -> binary32. A multiplication rebiases the exponent, which is right for subnormals too.
inline v128_t FloatFromHalf(v128_t bits) {
  const v128_t magnitude = wasm_v128_and(bits, wasm_i32x4_splat(0x7fff));
  const v128_t sign = wasm_i32x4_shl(wasm_v128_xor(bits, magnitude), 16);
  const v128_t scale = wasm_i32x4_splat((254 - 15) << 23);  // 2^112
  const v128_t finite = wasm_f32x4_mul(wasm_i32x4_shl(magnitude, 13), scale);
  const v128_t special = wasm_i32x4_gt(magnitude, wasm_i32x4_splat(0x7bff));
  const v128_t exponent = wasm_v128_and(special, wasm_i32x4_splat(0x7f800000));
  return wasm_v128_or(wasm_v128_or(finite, exponent), sign);
}

// binary32 -> binary16, rounded half to even. Subnormals are rounded by adding 0.5, whose last place is a half's
// smallest step.
inline v128_t HalfFromFloat(v128_t x) {
  const v128_t magnitude = wasm_v128_and(x, wasm_i32x4_splat(0x7fffffff));
  const v128_t sign = wasm_u32x4_shr(wasm_v128_xor(x, magnitude), 16);
  const v128_t odd = wasm_v128_and(wasm_u32x4_shr(magnitude, 13), wasm_i32x4_splat(1));
  const v128_t rebias = wasm_i32x4_splat(static_cast<int32_t>(((15u - 127u) << 23) + 0xfff));
  const v128_t normal = wasm_u32x4_shr(wasm_i32x4_add(wasm_i32x4_add(magnitude, rebias), odd), 13);
  const v128_t half = wasm_f32x4_splat(0.5f);
  const v128_t subnormal = wasm_i32x4_sub(wasm_f32x4_add(magnitude, half), half);
  const v128_t nan = wasm_i32x4_gt(magnitude, wasm_i32x4_splat(0x7f800000));
  const v128_t special = wasm_v128_bitselect(wasm_i32x4_splat(0x7e00), wasm_i32x4_splat(0x7c00), nan);
  const v128_t is_small = wasm_i32x4_lt(magnitude, wasm_i32x4_splat(0x38800000));    // under 2^-14
  const v128_t is_special = wasm_i32x4_gt(magnitude, wasm_i32x4_splat(0x477fffff));  // 65536 and more
  const v128_t finite = wasm_v128_bitselect(subnormal, normal, is_small);
  return wasm_v128_or(wasm_v128_bitselect(special, finite, is_special), sign);
}

template <>
struct Convert<Half, float> {
  static void Read(const Half* src, v128_t (&acc)[4]) {
    for (int half = 0; half < 2; ++half) {
      const v128_t x = Load(src + 8 * half);
      acc[2 * half] = FloatFromHalf(wasm_u32x4_extend_low_u16x8(x));
      acc[2 * half + 1] = FloatFromHalf(wasm_u32x4_extend_high_u16x8(x));
    }
  }
  static void Pack(const v128_t (&acc)[4], v128_t (&out)[2]) {
    out[0] = wasm_u16x8_narrow_i32x4(HalfFromFloat(acc[0]), HalfFromFloat(acc[1]));
    out[1] = wasm_u16x8_narrow_i32x4(HalfFromFloat(acc[2]), HalfFromFloat(acc[3]));
  }
};

// The low halves of two vectors:  0 0 a1 a0, 0 0 b1 b0   ->   b1 b0 a1 a0
inline v128_t LowHalves(v128_t a, v128_t b) { return ZipLow<8>(a, b); }

template <>
struct Convert<int32_t, double> {
  static void Read(const int32_t* src, v128_t (&acc)[8]) {
    for (int v = 0; v < 8; ++v) acc[v] = wasm_f64x2_convert_low_i32x4(wasm_v128_load64_zero(src + 2 * v));
  }
  static v128_t Round(v128_t x) { return wasm_i32x4_trunc_sat_f64x2_zero(wasm_f64x2_nearest(x)); }
  static void Pack(const v128_t (&acc)[8], v128_t (&out)[4]) {
    for (int v = 0; v < 4; ++v) out[v] = LowHalves(Round(acc[2 * v]), Round(acc[2 * v + 1]));
  }
};

template <>
struct Convert<uint32_t, double> {
  static void Read(const uint32_t* src, v128_t (&acc)[8]) {
    for (int v = 0; v < 8; ++v) acc[v] = wasm_f64x2_convert_low_u32x4(wasm_v128_load64_zero(src + 2 * v));
  }
  static v128_t Round(v128_t x) { return wasm_u32x4_trunc_sat_f64x2_zero(wasm_f64x2_nearest(x)); }
  static void Pack(const v128_t (&acc)[8], v128_t (&out)[4]) {
    for (int v = 0; v < 4; ++v) out[v] = LowHalves(Round(acc[2 * v]), Round(acc[2 * v + 1]));
  }
};

template <>
struct Convert<float, double> {
  static void Pack(const v128_t (&acc)[8], v128_t (&out)[4]) {
    for (int v = 0; v < 4; ++v) {
      out[v] = LowHalves(wasm_f32x4_demote_f64x2_zero(acc[2 * v]), wasm_f32x4_demote_f64x2_zero(acc[2 * v + 1]));
    }
  }
};

// Whole numbers in units of 2^-kWholeShift. 255 of them leave room for a half more.
template <>
struct Convert<uint8_t, uint16_t> {
  static v128_t AddHalf(v128_t x) { return wasm_i16x8_add(x, wasm_i16x8_splat(1 << (kWholeShift - 1))); }
  // Of numbers to which a half was added. A half that was a tie left no fraction; then an odd number is one too large.
  static v128_t RoundDown(v128_t x) {
    const v128_t low = wasm_v128_and(x, wasm_i16x8_splat((2 << kWholeShift) - 1));
    const v128_t odd_tie = wasm_i16x8_eq(low, wasm_i16x8_splat(1 << kWholeShift));
    return wasm_i16x8_add(wasm_u16x8_shr(x, kWholeShift), odd_tie);
  }
  static void PackWithHalf(const v128_t (&acc)[2], v128_t (&out)[1]) {
    out[0] = wasm_u8x16_narrow_i16x8(RoundDown(acc[0]), RoundDown(acc[1]));
  }
  static void Pack(const v128_t (&acc)[2], v128_t (&out)[1]) { PackWithHalf({AddHalf(acc[0]), AddHalf(acc[1])}, out); }
};

// Sixteen accumulators to sixteen elements.
template <class Storage, class Acc>
inline void WriteBlock(const v128_t (&acc)[kBlockVectors<Acc>], Storage* dst) {
  v128_t out[sizeof(Storage)];
  Convert<Storage, Acc>::Pack(acc, out);
  for (size_t v = 0; v < sizeof(Storage); ++v) Store(reinterpret_cast<uint8_t*>(dst) + 16 * v, out[v]);
}

// Reads `count` elements. kSlack elements behind them may be read, and kSlack accumulators behind the result are
// overwritten.
template <class Storage, class Acc>
void ReadRow(const Storage* src, int64_t count, Acc* dst) {
  for (ptrdiff_t i = 0; i < count; i += 16) {
    v128_t acc[kBlockVectors<Acc>];
    Convert<Storage, Acc>::Read(src + i, acc);
    StoreBlock(acc, dst + i);
  }
}

// Writes exactly `count` elements. kSlack accumulators behind the source may be read.
template <class Acc, class Storage>
void WriteRow(const Acc* src, int64_t count, Storage* dst) {
  ForBlocks(count, dst, [&](ptrdiff_t i, Storage* to) {
    v128_t acc[kBlockVectors<Acc>];
    LoadBlock(src + i, acc);
    WriteBlock<Storage, Acc>(acc, to);
  });
}

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_CONVERT_H_
