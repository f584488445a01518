// The arithmetic that the row and the column filter share: the sum over the taps of one window, on vectors. Every
// result is a sum in ascending order of taps, so all ways to compute an element give the same bits.
#ifndef UPSAMPLING2D_KERNELS_TAPS_H_
#define UPSAMPLING2D_KERNELS_TAPS_H_

#include "simd/simd.h"

namespace upsampling2d {

// The weights of one window. Where they are `normalised`, summing to 1, a single tap is a copy and two are a blend.
template <class Acc>
struct Taps {
  const Acc* weights;
  int count;
  bool normalised;
};

// acc[v] = load(0, v) + (load(1, v) - load(0, v)) * weight
template <class Acc, int kVectors, class LoadTap>
inline void BlendTwo(v128_t weight, const LoadTap& load, v128_t (&acc)[kVectors]) {
  using L = Lanes<Acc>;
  for (int v = 0; v < kVectors; ++v) {
    const v128_t a = load(0, v);
    acc[v] = L::Add(a, L::Mul(L::Sub(load(1, v), a), weight));
  }
}

// acc[v] = sum over k of taps.weights[k] * load(k, v). Several vectors at a time share the cost of a weight, which
// makes a loop over any number of taps nearly as fast as one that is written out.
template <class Acc, int kVectors, class LoadTap>
inline void SumTaps(const Taps<Acc>& taps, const LoadTap& load, v128_t (&acc)[kVectors]) {
  using L = Lanes<Acc>;
  if (L::kBlends && taps.normalised && taps.count <= 2) {
    if (taps.count == 2) return BlendTwo<Acc>(L::Splat(taps.weights[1]), load, acc);
    for (int v = 0; v < kVectors; ++v) acc[v] = load(0, v);
    return;
  }
  const v128_t first = L::Splat(taps.weights[0]);
  for (int v = 0; v < kVectors; ++v) acc[v] = L::Mul(load(0, v), first);
  for (int k = 1; k < taps.count; ++k) {
    const v128_t weight = L::Splat(taps.weights[k]);
    for (int v = 0; v < kVectors; ++v) acc[v] = L::Add(acc[v], L::Mul(load(k, v), weight));
  }
}

// The same for two taps with their weights in registers; where they can blend, they do.
template <class Acc, int kVectors, class LoadTap>
inline void SumTwo(const v128_t (&weights)[2], const LoadTap& load, v128_t (&acc)[kVectors]) {
  using L = Lanes<Acc>;
  if constexpr (L::kBlends) return BlendTwo<Acc>(weights[1], load, acc);
  for (int v = 0; v < kVectors; ++v) {
    acc[v] = L::Add(L::Mul(load(0, v), weights[0]), L::Mul(load(1, v), weights[1]));
  }
}

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_TAPS_H_
