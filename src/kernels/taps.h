// The arithmetic that the row and the column filter share: the sum over the taps of one window, on vectors. Every result
// is a sum in ascending order of taps, so all ways to compute an element give the same bits.
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

// The number of taps for which code is compiled, or 0 for the general case.
template <class Acc>
int SpecialTaps(const Taps<Acc>& taps) {
  const bool special = taps.count == 2 || (Lanes<Acc>::kBlends && (taps.count == 4 || taps.count == 6));
  return special && taps.normalised ? taps.count : 0;
}

// The same ready for vectors, for kTaps = SpecialTaps(taps): weights that are known in number stay in registers.
template <class Acc, int kTaps>
struct TapWeights {
  TapWeights() = default;
  explicit TapWeights(const Taps<Acc>& taps) {
    for (int k = 0; k < kTaps; ++k) splat[k] = Lanes<Acc>::Splat(taps.weights[k]);
  }
  v128_t splat[kTaps];
};

template <class Acc>
struct TapWeights<Acc, 0> {
  TapWeights() = default;
  explicit TapWeights(const Taps<Acc>& given) : taps(given) {}
  Taps<Acc> taps;
};

template <class Acc, int kVectors, class LoadTap>
inline void BlendTwo(v128_t weight, const LoadTap& load, v128_t (&acc)[kVectors]) {
  using L = Lanes<Acc>;
  for (int v = 0; v < kVectors; ++v) {
    const v128_t a = load(0, v);
    acc[v] = L::Add(a, L::Mul(L::Sub(load(1, v), a), weight));
  }
}

// acc[v] = sum over k of weight k * load(k, v).
template <class Acc, int kTaps, int kVectors, class LoadTap>
inline void SumTaps(const TapWeights<Acc, kTaps>& weights, const LoadTap& load, v128_t (&acc)[kVectors]) {
  using L = Lanes<Acc>;
  if constexpr (kTaps == 2 && L::kBlends) return BlendTwo<Acc>(weights.splat[1], load, acc);
  for (int v = 0; v < kVectors; ++v) acc[v] = L::Mul(load(0, v), weights.splat[0]);
  for (int k = 1; k < kTaps; ++k) {
    for (int v = 0; v < kVectors; ++v) acc[v] = L::Add(acc[v], L::Mul(load(k, v), weights.splat[k]));
  }
}

template <class Acc, int kVectors, class LoadTap>
inline void SumTaps(const TapWeights<Acc, 0>& weights, const LoadTap& load, v128_t (&acc)[kVectors]) {
  using L = Lanes<Acc>;
  const Taps<Acc>& taps = weights.taps;
  const bool whole = L::kBlends && taps.normalised;
  if (whole && taps.count == 1) {
    for (int v = 0; v < kVectors; ++v) acc[v] = load(0, v);
    return;
  }
  if (whole && taps.count == 2) return BlendTwo<Acc>(L::Splat(taps.weights[1]), load, acc);
  const v128_t first = L::Splat(taps.weights[0]);
  for (int v = 0; v < kVectors; ++v) acc[v] = L::Mul(load(0, v), first);
  for (int k = 1; k < taps.count; ++k) {
    const v128_t weight = L::Splat(taps.weights[k]);
    for (int v = 0; v < kVectors; ++v) acc[v] = L::Add(acc[v], L::Mul(load(k, v), weight));
  }
}

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_TAPS_H_
