// The arithmetic that both passes share: the sum over the taps of one window, on vectors. Every result is a sum in
// ascending order of taps, so all ways to compute an element give the same bits.
#ifndef UPSAMPLING2D_KERNELS_TAPS_H_
#define UPSAMPLING2D_KERNELS_TAPS_H_

#include "simd/simd.h"

namespace upsampling2d {

// The weights of one window. Where they are `normalised`, summing to 1, a single tap is a copy and two are a blend.
template <class Weight>
struct Taps {
  const Weight* weights;
  int count;
  bool normalised;
};

// The same with every weight in all lanes of a vector of its own; kTaps is their number where that is known, so that
// they stay in registers and loops over them are written out. Else it is 0: weights are loaded when they are needed.
template <class Acc, int kTaps>
class Splats {
 public:
  explicit Splats(const Taps<Acc>& taps)
      : weights_(taps.weights), count_(taps.count), blends_(Lanes<Acc>::kBlends && taps.normalised && taps.count <= 2) {
    for (int k = 0; k < kTaps; ++k) splats_[k] = Lanes<Acc>::Splat(taps.weights[k]);
  }

  int Count() const { return kTaps > 0 ? kTaps : count_; }
  bool Blends() const { return kTaps > 0 ? Lanes<Acc>::kBlends && kTaps <= 2 : blends_; }
  v128_t operator[](int k) const { return kTaps > 0 ? splats_[k] : Lanes<Acc>::Splat(weights_[k]); }

 private:
  const Acc* weights_;
  int count_;
  bool blends_;
  v128_t splats_[kTaps > 0 ? kTaps : 1];
};

// acc[v] = sum over k of weights[k] * load(k, v). Several vectors at a time share the cost of a weight that is loaded.
template <class Acc, int kTaps, int kVectors, class LoadTap>
[[gnu::always_inline]] inline void SumTaps(const Splats<Acc, kTaps>& weights, const LoadTap& load,
                                           v128_t (&acc)[kVectors]) {
  using L = Lanes<Acc>;
  if (weights.Blends()) {
    for (int v = 0; v < kVectors; ++v) {
      acc[v] = load(0, v);
      if (weights.Count() == 2) acc[v] = L::Add(acc[v], L::Mul(L::Sub(load(1, v), acc[v]), weights[1]));
    }
    return;
  }
  if constexpr (kTaps > 0) {
    // One vector after the other: registers hold the weights and few sums.
    for (int v = 0; v < kVectors; ++v) {
      acc[v] = L::Mul(load(0, v), weights[0]);
      for (int k = 1; k < kTaps; ++k) acc[v] = L::Add(acc[v], L::Mul(load(k, v), weights[k]));
    }
    return;
  }
  const auto add = [&](int k) {
    const v128_t weight = weights[k];
    for (int v = 0; v < kVectors; ++v) acc[v] = L::Add(acc[v], L::Mul(load(k, v), weight));
  };
  const v128_t first = weights[0];
  for (int v = 0; v < kVectors; ++v) acc[v] = L::Mul(load(0, v), first);
  int k = 1;
  if constexpr (kVectors <= 4) {
    for (; k + 1 < weights.Count(); k += 2) {
      add(k);
      add(k + 1);
    }
  }
  for (; k < weights.Count(); ++k) add(k);
}

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_TAPS_H_
