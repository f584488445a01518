// The 128-bit vectors of the kernels. In the module these are wasm's own intrinsics; elsewhere SIMDe turns the same
// names into the host's instructions, or into plain scalar code where there are none, so that one source runs in the
// product, under sanitizers and fuzzers, and without SIMD, with the same bits everywhere.
#ifndef UPSAMPLING2D_SIMD_SIMD_H_
#define UPSAMPLING2D_SIMD_SIMD_H_

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
#else
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/wasm/simd128.h>
#endif

#include <cstdint>

namespace upsampling2d {

#ifdef __wasm_simd128__
inline constexpr char kIsa[] = "simd128";
#elif defined(UPSAMPLING2D_SCALAR)
inline constexpr char kIsa[] = "scalar";
#else
inline constexpr char kIsa[] = "native";
#endif

// Arithmetic on one vector of accumulators.
template <class Acc>
struct Lanes;

template <>
struct Lanes<float> {
  static constexpr int kCount = 4;
  static v128_t Splat(float x) { return wasm_f32x4_splat(x); }
  static v128_t Add(v128_t a, v128_t b) { return wasm_f32x4_add(a, b); }
  static v128_t Sub(v128_t a, v128_t b) { return wasm_f32x4_sub(a, b); }
  static v128_t Mul(v128_t a, v128_t b) { return wasm_f32x4_mul(a, b); }
};

template <>
struct Lanes<double> {
  static constexpr int kCount = 2;
  static v128_t Splat(double x) { return wasm_f64x2_splat(x); }
  static v128_t Add(v128_t a, v128_t b) { return wasm_f64x2_add(a, b); }
  static v128_t Sub(v128_t a, v128_t b) { return wasm_f64x2_sub(a, b); }
  static v128_t Mul(v128_t a, v128_t b) { return wasm_f64x2_mul(a, b); }
};

template <>
struct Lanes<uint16_t> {
  static constexpr int kCount = 8;
  static v128_t Splat(uint16_t x) { return wasm_i16x8_splat(static_cast<int16_t>(x)); }
  static v128_t Add(v128_t a, v128_t b) { return wasm_i16x8_add(a, b); }
  static v128_t Sub(v128_t a, v128_t b) { return wasm_i16x8_sub(a, b); }
  static v128_t Mul(v128_t a, v128_t b) { return wasm_i16x8_mul(a, b); }
};

inline v128_t Load(const void* from) { return wasm_v128_load(from); }
// A vector of accumulators from where a row is read; bytes are widened.
template <class Acc>
v128_t LoadAs(const Acc* from) {
  return Load(from);
}
template <class Acc>
v128_t LoadAs(const uint8_t* from) {
  static_assert(Lanes<Acc>::kCount == 8);
  return wasm_u16x8_load8x8(from);
}
inline void Store(void* to, v128_t v) { wasm_v128_store(to, v); }

// Interleaves groups of kBytes bytes of two vectors, a first.
//   a: a3 a2 a1 a0   b: b3 b2 b1 b0   ->   low: b1 a1 b0 a0   high: b3 a3 b2 a2      (kBytes = 4)
template <int kBytes>
v128_t ZipLow(v128_t a, v128_t b) {
  if constexpr (kBytes == 1) {
    return wasm_i8x16_shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  }
  if constexpr (kBytes == 2) return wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
  if constexpr (kBytes == 4) return wasm_i32x4_shuffle(a, b, 0, 4, 1, 5);
  if constexpr (kBytes == 8) return wasm_i64x2_shuffle(a, b, 0, 2);
  if constexpr (kBytes == 16) return a;
}

template <int kBytes>
v128_t ZipHigh(v128_t a, v128_t b) {
  if constexpr (kBytes == 1) {
    return wasm_i8x16_shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  }
  if constexpr (kBytes == 2) return wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
  if constexpr (kBytes == 4) return wasm_i32x4_shuffle(a, b, 2, 6, 3, 7);
  if constexpr (kBytes == 8) return wasm_i64x2_shuffle(a, b, 1, 3);
  if constexpr (kBytes == 16) return b;
}

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_SIMD_SIMD_H_
