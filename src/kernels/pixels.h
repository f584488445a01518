// Pixels of pictures <-> accumulators: RGBA of 8 bits with straight alpha, filtered premultiplied, on sRGB's own scale
// or in linear light.
#ifndef UPSAMPLING2D_KERNELS_PIXELS_H_
#define UPSAMPLING2D_KERNELS_PIXELS_H_

#include "core/dtype.h"
#include "kernels/convert.h"
#include "kernels/srgb.h"
#include "simd/simd.h"

namespace upsampling2d {

// A pixel of four channels in one vector:  alpha blue green red. Colour is multiplied by alpha before it is filtered
// and divided by it afterwards, so that the colour of transparent pixels does not affect the result.
inline v128_t Premultiply(v128_t colour, float alpha) {
  const v128_t product = wasm_f32x4_mul(colour, wasm_f32x4_splat(alpha / 255));
  return wasm_f32x4_replace_lane(product, 3, alpha);
}

inline v128_t Unpremultiply(v128_t pixel, float* alpha) {
  *alpha = wasm_f32x4_extract_lane(pixel, 3);
  if (!(*alpha > 0)) return wasm_f32x4_splat(0);
  return wasm_f32x4_replace_lane(wasm_f32x4_mul(pixel, wasm_f32x4_splat(255 / *alpha)), 3, *alpha);
}

template <>
struct Convert<Rgba8, float> {
  static void Read(const Rgba8* src, v128_t (&acc)[4]) {
    Convert<uint8_t, float>::Read(&src->value, acc);
    for (int v = 0; v < 4; ++v) acc[v] = Premultiply(acc[v], wasm_f32x4_extract_lane(acc[v], 3));
  }
  static void Pack(const v128_t (&acc)[4], v128_t (&out)[1]) {
    v128_t colour[4];
    float alpha;
    for (int v = 0; v < 4; ++v) colour[v] = Unpremultiply(acc[v], &alpha);
    Convert<uint8_t, float>::Pack(colour, out);
  }
};

template <>
struct Convert<Rgba8Linear, float> {
  static void Read(const Rgba8Linear* src, v128_t (&acc)[4]) {
    for (int v = 0; v < 4; ++v, src += 4) {
      const v128_t linear =
          wasm_f32x4_make(LinearFromSrgb(src[0].value), LinearFromSrgb(src[1].value), LinearFromSrgb(src[2].value), 0);
      acc[v] = Premultiply(linear, src[3].value);
    }
  }
  static void Pack(const v128_t (&acc)[4], v128_t (&out)[1]) {
    // Alpha is rounded in vectors. Colours are looked up one by one.
    alignas(16) float light[16];
    v128_t rounded[4];
    float alpha;
    for (int v = 0; v < 4; ++v) {
      rounded[v] = Unpremultiply(acc[v], &alpha);
      Store(light + 4 * v, rounded[v]);
    }
    Convert<uint8_t, float>::Pack(rounded, out);
    alignas(16) uint8_t values[16];
    Store(values, out[0]);
    // Unrolling would not make the calls smaller.
#pragma clang loop unroll(disable)
    for (int i = 0; i < 16; ++i) {
      if (i % 4 != 3) values[i] = SrgbFromLinear(light[i]);
    }
    out[0] = Load(values);
  }
};

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_PIXELS_H_
