#include "kernels/filter_pairs.h"

#include <cmath>
#include <cstddef>
#include <type_traits>

#include "kernels/blocks.h"
#include "kernels/convert.h"

namespace upsampling2d {
namespace {

// The sums of one block of elements of both phases; at(k, v) is the v-th vector of the pixels that are k on.
template <class Acc>
class TwoTaps {
 public:
  static constexpr int kPixels = 3;

  explicit TwoTaps(const Taps<Acc> (&phases)[2]) : first_(phases[0]), second_(phases[1]) {}

  template <int kVectors, class LoadPixel>
  [[gnu::always_inline]] void Sum(const LoadPixel& at, v128_t (&first)[kVectors], v128_t (&second)[kVectors]) const {
    SumTaps(first_, at, first);
    SumTaps(
        second_, [&](int k, int v) { return at(k + 1, v); }, second);
  }

 private:
  Splats<Acc, 2> first_;
  Splats<Acc, 2> second_;
};

// Phases of which each has the other's weights the other way round: of pixels as far from both ends, one has a x + b y
// and the other b x + a y, which are p (x + y) + q (x - y) and p (x + y) - q (x - y) for p = (a + b) / 2, q = (a - b)
// / 2.
//   pixel      0   1   2   3   4
//   first     w0  w1  w2  w3
//   second        w3  w2  w1  w0
template <int kTaps>
class MirroredTaps {
 public:
  static constexpr int kPixels = kTaps + 1;

  explicit MirroredTaps(const Taps<float> (&phases)[2]) {
    const float* w = phases[0].weights;
    outer_ = wasm_f32x4_splat(w[0]);
    middle_ = wasm_f32x4_splat(w[kHalf]);
    for (int k = 1; k < kHalf; ++k) {
      sums_[k - 1] = wasm_f32x4_splat((w[k] + w[kTaps - k]) / 2);
      differences_[k - 1] = wasm_f32x4_splat((w[k] - w[kTaps - k]) / 2);
    }
  }

  static bool Fit(const Taps<float> (&phases)[2]) {
    for (int k = 0; k < kTaps; ++k) {
      if (!(std::fabs(phases[0].weights[k] - phases[1].weights[kTaps - 1 - k]) < 1e-6f)) return false;
    }
    return true;
  }

  template <class LoadPixel>
  [[gnu::always_inline]] void Sum(const LoadPixel& at, v128_t (&first)[4], v128_t (&second)[4]) const {
    for (int v = 0; v < 4; ++v) {
      v128_t both = wasm_f32x4_mul(at(kHalf, v), middle_);
      v128_t apart = wasm_f32x4_splat(0);
      for (int k = 1; k < kHalf; ++k) {
        const v128_t x = at(k, v);
        const v128_t y = at(kTaps - k, v);
        both = wasm_f32x4_add(both, wasm_f32x4_mul(wasm_f32x4_add(x, y), sums_[k - 1]));
        const v128_t difference = wasm_f32x4_mul(wasm_f32x4_sub(x, y), differences_[k - 1]);
        apart = k == 1 ? difference : wasm_f32x4_add(apart, difference);
      }
      first[v] = wasm_f32x4_add(wasm_f32x4_add(both, apart), wasm_f32x4_mul(at(0, v), outer_));
      second[v] = wasm_f32x4_add(wasm_f32x4_sub(both, apart), wasm_f32x4_mul(at(kTaps, v), outer_));
    }
  }

 private:
  static constexpr int kHalf = kTaps / 2;
  v128_t outer_;
  v128_t middle_;
  v128_t sums_[kHalf - 1];
  v128_t differences_[kHalf - 1];
};

template <class T>
struct Two {
  T elements[2];
};

template <class Acc, class Source, class Dst, class Sums>
class Pairs {
 public:
  Pairs(const Source* src, ptrdiff_t channels, const Sums& sums) : sums_(sums) {
    for (int k = 0; k < Sums::kPixels; ++k) pixels_[k] = src + k * channels;
  }

  // Pixels of kBytes bytes, of which a vector holds several:  .. a2 a1 a0, .. b2 b1 b0   ->   .. b2 a2 b1 a1 b0 a0
  template <int kBytes>
  bool Interleaved(int64_t elements, Dst* dst) const {
    ForBlocks(elements, reinterpret_cast<Two<Dst>*>(dst), [&](ptrdiff_t i, Two<Dst>* to) {
      v128_t first[sizeof(Dst)];
      v128_t second[sizeof(Dst)];
      Block(i, first, second);
      uint8_t* const bytes = reinterpret_cast<uint8_t*>(to);
      for (size_t v = 0; v < sizeof(Dst); ++v) {
        Store(bytes + 32 * v, ZipLow<kBytes>(first[v], second[v]));
        Store(bytes + 32 * v + 16, ZipHigh<kBytes>(first[v], second[v]));
      }
    });
    return true;
  }

  bool Apart(const Runs& runs, Dst* dst, ptrdiff_t distance) const {
    for (ptrdiff_t run = 0, from = 0; run < runs.count; ++run, from += runs.length, dst += runs.step) {
      // Rows shorter than a block are written to room of their own, one behind the other.
      Dst few[2][16];
      const bool fits = runs.length >= 16;
      const ptrdiff_t apart = fits ? distance : 16;
      Dst* const to = fits ? dst : few[0];
      const ptrdiff_t end = fits ? static_cast<ptrdiff_t>(runs.length) : 16;
      for (ptrdiff_t i = 0; i < end; i = end - 16) {
        for (; i + 16 <= end; i += 16) {
          v128_t first[sizeof(Dst)];
          v128_t second[sizeof(Dst)];
          Block(from + i, first, second);
          for (size_t v = 0; v < sizeof(Dst); ++v) {
            Store(to + i + v * kLanes, first[v]);
            Store(to + i + apart + v * kLanes, second[v]);
          }
        }
        if (i == end) break;
      }
      if (fits) continue;
      for (int p = 0; p < 2; ++p) {
        CopyFew(reinterpret_cast<const uint8_t*>(few[p]), static_cast<int>(runs.length * sizeof(Dst)),
                reinterpret_cast<uint8_t*>(dst + p * distance));
      }
    }
    return true;
  }

 private:
  static constexpr size_t kLanes = 16 / sizeof(Dst);

  [[gnu::always_inline]] void Block(ptrdiff_t i, v128_t (&first)[sizeof(Dst)], v128_t (&second)[sizeof(Dst)]) const {
    const Source* from[Sums::kPixels];
    for (int k = 0; k < Sums::kPixels; ++k) from[k] = pixels_[k] + i;
    v128_t acc[2][kBlockVectors<Acc>];
    sums_.Sum([&](int k, int v) { return LoadAs<Acc>(from[k] + v * Lanes<Acc>::kCount); }, acc[0], acc[1]);
    Convert<Dst, Acc>::Pack(acc[0], first);
    Convert<Dst, Acc>::Pack(acc[1], second);
  }

  const Source* pixels_[Sums::kPixels];
  Sums sums_;
};

template <class Acc, class Source, class Dst, class Sums>
bool Filter(const Source* src, int64_t channels, const Sums& sums, const Runs& runs, Dst* first, Dst* second) {
  const Pairs<Acc, Source, Dst, Sums> pairs(src, static_cast<ptrdiff_t>(channels), sums);
  if (second != nullptr) return pairs.Apart(runs, first, second - first);
  const int64_t elements = runs.length * runs.count;
  if (channels == 1) return pairs.template Interleaved<sizeof(Dst)>(elements, first);
  return channels == 4 && pairs.template Interleaved<4 * sizeof(Dst)>(elements, first);
}

template <int kTaps>
bool FilterMirrored(const float* src, int64_t channels, const Taps<float> (&phases)[2], const Runs& runs,
                    uint8_t* first, uint8_t* second) {
  if (!MirroredTaps<kTaps>::Fit(phases)) return false;
  return Filter<float>(src, channels, MirroredTaps<kTaps>(phases), runs, first, second);
}

}  // namespace

template <class Source, class Dst>
bool FilterPairs(const Source* src, int64_t channels, const Taps<WeightOf<Source, Dst>> (&phases)[2], const Runs& runs,
                 Dst* first, Dst* second) {
  const int taps = phases[0].count;
  if constexpr (std::is_same_v<Dst, uint8_t>) {
    if (taps == 4) return FilterMirrored<4>(src, channels, phases, runs, first, second);
    return taps == 6 && FilterMirrored<6>(src, channels, phases, runs, first, second);
  } else {
    return taps == 2 && Filter<Dst>(src, channels, TwoTaps<Dst>(phases), runs, first, second);
  }
}

template bool FilterPairs(const float*, int64_t, const Taps<float> (&)[2], const Runs&, float*, float*);
template bool FilterPairs(const uint8_t*, int64_t, const Taps<uint16_t> (&)[2], const Runs&, uint16_t*, uint16_t*);
template bool FilterPairs(const float*, int64_t, const Taps<float> (&)[2], const Runs&, uint8_t*, uint8_t*);

}  // namespace upsampling2d
