#include "kernels/sum_vectors.h"

#include <algorithm>
#include <cstddef>
#include <type_traits>

#include "simd/simd.h"

namespace upsampling2d {
namespace {

// Elements of a row that are written together: they stay in the first-level cache.
constexpr ptrdiff_t kTargets = 4096;

// The pixels of three channels of four rows, a to d:
//   b0 a2 a1 a0, c1 c0 b2 b1, d2 d1 d0 c2   ->   ? a2 a1 a0, ? b2 b1 b0, ? c2 c1 c0, ? d2 d1 d0
inline void StoreFourRows(const v128_t (&pixels)[3], float* dst, ptrdiff_t row) {
  Store(dst, pixels[0]);
  Store(dst + row, wasm_i32x4_shuffle(pixels[0], pixels[1], 3, 4, 5, 5));
  Store(dst + 2 * row, wasm_i32x4_shuffle(pixels[1], pixels[2], 2, 3, 4, 4));
  Store(dst + 3 * row, wasm_i32x4_shuffle(pixels[2], pixels[2], 1, 2, 3, 3));
}

// kVectors vectors of each window's target; three are pixels of three channels of four rows. The sums of SumTaps(),
// written for a pointer that moves from tap to tap: that takes a sixth less time than an index.
template <int kVectors, class Acc>
[[gnu::noinline]] void SumVectors(const Windows<Acc>& windows, const Targets& targets, const Acc* src, Strides from,
                                  Acc* dst, Strides to) {
  using L = Lanes<Acc>;
  // Distances that are known need no instructions.
  if (std::is_same_v<Acc, float>) from.vector = L::kCount;
  if (kVectors == 3) from.pixel = 3 * L::kCount;
  if (kVectors == 3) to.pixel = 3;
  const Summing summing = windows.summing;
  const Acc* const all_weights = windows.weights;
  const int64_t first = targets.pixel;
  const Window* const end = windows.windows + targets.end;
  for (const Window* window = windows.windows + targets.begin; window < end; ++window, dst += to.pixel) {
    const Acc* pixel = src + static_cast<ptrdiff_t>(window->start - first) * from.pixel;
    const Acc* weights = all_weights + window->weights;
    const int count = window->count;
    v128_t acc[kVectors];
    for (int v = 0; v < kVectors; ++v) acc[v] = Load(pixel + v * from.vector);
    if (Blends(summing) && count <= 2) {
      if (count == 2) {
        const v128_t weight = L::Splat(weights[1]);
        pixel += from.pixel;
        for (int v = 0; v < kVectors; ++v) {
          acc[v] = L::Add(acc[v], L::Mul(L::Sub(Load(pixel + v * from.vector), acc[v]), weight));
        }
      } else if (summing == Summing::kLerp) {
        for (int v = 0; v < kVectors; ++v) acc[v] = L::Add(acc[v], L::Sub(acc[v], acc[v]));
      }
    } else {
      const v128_t weight = L::Splat(weights[0]);
      for (int v = 0; v < kVectors; ++v) acc[v] = L::Mul(acc[v], weight);
      if (summing == Summing::kFromZero) {
        for (int v = 0; v < kVectors; ++v) acc[v] = L::Add(acc[v], L::Splat(0));
      }
      const auto add = [&](int k) {
        const v128_t weight = L::Splat(weights[k]);
        pixel += from.pixel;
        for (int v = 0; v < kVectors; ++v) acc[v] = L::Add(acc[v], L::Mul(Load(pixel + v * from.vector), weight));
      };
      int k = 1;
      // Three taps a turn are the rest of the usual four, and save most of a loop's own cost.
      if (kVectors >= 3 && std::is_same_v<Acc, float>) {
        for (; k + 3 <= count; k += 3, weights += 3) {
          add(1);
          add(2);
          add(3);
        }
        if (k < count) add(1);
        if (k + 1 < count) add(2);
      } else {
        for (; k < count; ++k, ++weights) add(1);
      }
    }
    if constexpr (kVectors == 3) {
      StoreFourRows(acc, dst, to.vector);
    } else {
      for (int v = 0; v < kVectors; ++v) Store(dst + v * to.vector, acc[v]);
    }
  }
}

}  // namespace

void SumFourRowsOfThree(const Windows<float>& windows, const Targets& targets, const float* src, float* dst,
                        ptrdiff_t dst_step) {
  SumVectors<3>(windows, targets, src, {}, dst, {dst_step, 0});
}

template <class Acc>
void SumUpToFour(ptrdiff_t vectors, const Windows<Acc>& windows, const Targets& targets, const Acc* src, Strides from,
                 Acc* dst, Strides to) {
  if (vectors == 4) return SumVectors<4>(windows, targets, src, from, dst, to);
  for (; vectors > 0; --vectors, src += from.vector, dst += to.vector) {
    SumVectors<1>(windows, targets, src, from, dst, to);
  }
}

template void SumUpToFour(ptrdiff_t, const Windows<float>&, const Targets&, const float*, Strides, float*, Strides);

template <class Acc>
void SumByVectors(const Windows<Acc>& windows, int64_t channel_count, int64_t source_pixel, const WindowRows& all_rows,
                  const Acc* src, Acc* dst) {
  constexpr ptrdiff_t kCount = Lanes<Acc>::kCount;
  const ptrdiff_t channels = static_cast<ptrdiff_t>(channel_count);
  const ptrdiff_t source_step = static_cast<ptrdiff_t>(all_rows.source_step);
  const ptrdiff_t dst_step = static_cast<ptrdiff_t>(all_rows.dst_step);
  // Four vectors are those of a wide pixel, or of four rows, if they need not lie side by side.
  const bool wide = channels >= 4 * kCount;
  const ptrdiff_t group = wide ? 4 * kCount : kCount;
  const Strides from = {wide ? kCount : source_step, static_cast<ptrdiff_t>(source_pixel)};
  const Strides to = {wide ? kCount : dst_step, channels};
  // So many targets of a row that they are still in the first-level cache when the next channels come.
  const ptrdiff_t together = std::max<ptrdiff_t>(1, kTargets / channels);
  const ptrdiff_t count = static_cast<ptrdiff_t>(windows.count);
  ptrdiff_t rows = static_cast<ptrdiff_t>(all_rows.count);
  ptrdiff_t some = 1;
  for (; rows > 0; rows -= some, src += some * source_step, dst += some * dst_step) {
    if (!wide && std::is_same_v<Acc, double>) some = std::min<ptrdiff_t>(rows, 4);
    for (ptrdiff_t t = 0; t < count; t += together) {
      const Targets targets = {t, std::min(t + together, count)};
      // The last group ends with the pixel, so it may have some channels a second time.
      for (ptrdiff_t c = 0; c < channels; c += group) {
        const ptrdiff_t vectors = wide ? std::min<ptrdiff_t>((channels - c + kCount - 1) / kCount, 4) : some;
        const ptrdiff_t width = wide ? vectors * kCount : kCount;
        const ptrdiff_t at = std::max<ptrdiff_t>(0, std::min(c, channels - width));
        SumUpToFour(vectors, windows, targets, src + at, from, dst + t * channels + at, to);
      }
    }
  }
}

template void SumByVectors(const Windows<float>&, int64_t, int64_t, const WindowRows&, const float*, float*);
template void SumByVectors(const Windows<double>&, int64_t, int64_t, const WindowRows&, const double*, double*);

}  // namespace upsampling2d
