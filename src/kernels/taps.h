// The arithmetic that both passes share: the sum over the taps of one window, on vectors, in ascending order of taps.
// For one plan an element is always computed in the same way, so its bits do not depend on how the tensor is cut.
#ifndef UPSAMPLING2D_KERNELS_TAPS_H_
#define UPSAMPLING2D_KERNELS_TAPS_H_

#include <cassert>
#include <cmath>
#include <cstdint>
#include <type_traits>

#include "simd/simd.h"

namespace upsampling2d {

// The most taps of a window of a forward pass; kernels keep a pointer for each.
inline constexpr int kMostTaps = 12;

// Bytes are filtered by 16-bit integer products, whose weights are in units of 2^-kDotShift, to floats or to lines:
// whole numbers in units of 2^-kLineShift, which the second pass filters in the same way.
inline constexpr int kDotShift = 14;
inline constexpr int kLineShift = 7;

// Bytes are blended in whole numbers: weights are multiples of a power of two, such that a pixel comes out of both
// passes as a multiple of 2^-kWholeShift, and 8-bit pixels stay below 2^16.
inline constexpr int kWholeShift = 8;
inline constexpr int kMostWholeTaps = 2;

// The type of weights between two types of elements.
template <class Source, class Dst>
using WeightOf = std::conditional_t<!std::is_same_v<Source, uint8_t>, Source,
                                    std::conditional_t<std::is_same_v<Dst, float>, int16_t, Dst>>;

// Whether sums are dot products.
template <class Source, class Dst>
inline constexpr bool kIsDots = std::is_same_v<WeightOf<Source, Dst>, int16_t>;

// How taps become one number. More than two are a weighted sum in any case.
enum class Summing {
  kPlain,     // a weighted sum
  kFromZero,  // the same, added to +0, so that it is never -0
  kBlend,     // weights sum to 1: one tap is a copy, two are a + (b - a) * w, which leaves equal neighbours as they are
  kLerp       // the same, but that one tap is a + (a - a), as in TensorFlow: an infinity becomes NaN
};

// Whether two taps can be a blend; whole numbers are a weighted sum.
template <class Acc>
inline constexpr bool kBlends = std::is_floating_point_v<Acc>;

inline bool Blends(Summing summing) { return summing >= Summing::kBlend; }

// The weights of one window.
template <class Weight>
struct Taps {
  const Weight* weights;
  int count;
  Summing summing;
};

// What a weighted sum is added to, at its beginning or its end: +0, or -0, which changes nothing.
template <class Acc>
v128_t ZeroOf(Summing summing) {
  if constexpr (std::is_floating_point_v<Acc>)
    return Lanes<Acc>::Splat(summing == Summing::kFromZero ? Acc{0} : -Acc{0});
  return Lanes<Acc>::Splat(0);
}

// The weights, each broadcast to a vector. kTaps > 0: their number is known, they stay in registers and loops over them
// are unrolled. 0: they are broadcast on use. Two known taps are a blend.
template <class Acc, int kTaps>
class Splats {
 public:
  explicit Splats(const Taps<Acc>& taps)
      : weights_(taps.weights),
        count_(taps.count),
        summing_(taps.summing),
        blends_(kBlends<Acc> && upsampling2d::Blends(taps.summing) && taps.count <= 2) {
    assert(taps.count > 0 && (kTaps == 0 || taps.count == kTaps));
    // A blend uses the second weight alone.
    assert(!blends_ || std::abs(taps.weights[0] + (taps.count == 2 ? taps.weights[1] : 0) - 1) < 1e-3);
    for (int k = 0; k < kTaps; ++k) splats_[k] = Lanes<Acc>::Splat(taps.weights[k]);
  }

  int Count() const { return kTaps > 0 ? kTaps : count_; }
  bool Blends() const { return kTaps > 0 ? kBlends<Acc> && kTaps <= 2 : blends_; }
  bool Lerps() const { return summing_ == Summing::kLerp; }
  // Takes the weights of others in some lanes.
  void Select(const Splats& others, v128_t lanes) {
    for (int k = 0; k < kTaps; ++k) splats_[k] = wasm_v128_bitselect(others.splats_[k], splats_[k], lanes);
  }
  v128_t operator[](int k) const { return kTaps > 0 ? splats_[k] : Lanes<Acc>::Splat(weights_[k]); }

 private:
  const Acc* weights_;
  int count_;
  Summing summing_;
  bool blends_;
  v128_t splats_[kTaps > 0 ? kTaps : 1];
};

// acc[v] = sum over k of weights[k] * load(k, v), not added to zero. Several vectors at a time share the cost of a
// weight that is loaded.
template <class Acc, int kTaps, int kVectors, class LoadTap>
[[gnu::always_inline]] inline void SumTaps(const Splats<Acc, kTaps>& weights, const LoadTap& load,
                                           v128_t (&acc)[kVectors]) {
  using L = Lanes<Acc>;
  if (weights.Blends()) {
    for (int v = 0; v < kVectors; ++v) {
      acc[v] = load(0, v);
      if (weights.Count() == 2) {
        acc[v] = L::Add(acc[v], L::Mul(L::Sub(load(1, v), acc[v]), weights[1]));
      } else if (weights.Lerps()) {
        acc[v] = L::Add(acc[v], L::Sub(acc[v], acc[v]));
      }
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
  // Two taps a turn halve the loop's own cost; with more sums than these, registers would not hold the loads. Doubles
  // are not worth the code.
  if constexpr (kVectors <= 4 && !std::is_same_v<Acc, double>) {
    for (; k + 1 < weights.Count(); k += 2) {
      add(k);
      add(k + 1);
    }
  }
  for (; k < weights.Count(); ++k) add(k);
}

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_TAPS_H_
