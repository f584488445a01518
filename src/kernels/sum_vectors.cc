#include "kernels/sum_vectors.h"

#include <algorithm>
#include <cstddef>

#include "simd/simd.h"

namespace upsampling2d {
namespace {

// Elements of a row that are written together: they stay in the first-level cache.
constexpr ptrdiff_t kTargets = 4096;

constexpr ptrdiff_t kLanes = 4;

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
template <int kVectors>
[[gnu::noinline]] void SumVectors(const Windows<float>& windows, const Targets& targets, const float* src,
                                  ptrdiff_t src_pixel, float* dst, ptrdiff_t dst_vector, ptrdiff_t dst_pixel) {
  using L = Lanes<float>;
  // Distances that are known need no instructions.
  if (kVectors == 3) src_pixel = 3 * kLanes;
  if (kVectors == 3) dst_pixel = 3;
  const Summing summing = windows.summing;
  const float* const all_weights = windows.weights;
  const int64_t first = targets.pixel;
  const Window* const end = windows.windows + targets.end;
  for (const Window* window = windows.windows + targets.begin; window < end; ++window, dst += dst_pixel) {
    const float* pixel = src + static_cast<ptrdiff_t>(window->start - first) * src_pixel;
    const float* weights = all_weights + window->weights;
    const int count = window->count;
    v128_t acc[kVectors];
    for (int v = 0; v < kVectors; ++v) acc[v] = Load(pixel + v * kLanes);
    if (Blends(summing) && count <= 2) {
      if (count == 2) {
        const v128_t weight = L::Splat(weights[1]);
        pixel += src_pixel;
        for (int v = 0; v < kVectors; ++v) {
          acc[v] = L::Add(acc[v], L::Mul(L::Sub(Load(pixel + v * kLanes), acc[v]), weight));
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
        pixel += src_pixel;
        for (int v = 0; v < kVectors; ++v) acc[v] = L::Add(acc[v], L::Mul(Load(pixel + v * kLanes), weight));
      };
      int k = 1;
      // Three taps a turn are the rest of the usual four, and save most of a loop's own cost.
      if (kVectors >= 3) {
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
      StoreFourRows(acc, dst, dst_vector);
    } else {
      for (int v = 0; v < kVectors; ++v) Store(dst + v * dst_vector, acc[v]);
    }
  }
}

}  // namespace

void SumFourRowsOfThree(const Windows<float>& windows, const Targets& targets, const float* src, float* dst,
                        ptrdiff_t dst_step) {
  SumVectors<3>(windows, targets, src, 0, dst, dst_step, 0);
}

void SumUpToFour(ptrdiff_t vectors, const Windows<float>& windows, const Targets& targets, const float* src,
                 ptrdiff_t src_pixel, float* dst, ptrdiff_t dst_vector, ptrdiff_t dst_pixel) {
  if (vectors == 4) return SumVectors<4>(windows, targets, src, src_pixel, dst, dst_vector, dst_pixel);
  for (; vectors > 0; --vectors, src += kLanes, dst += dst_vector) {
    SumVectors<1>(windows, targets, src, src_pixel, dst, dst_vector, dst_pixel);
  }
}

void SumByVectors(const Windows<float>& windows, int64_t channel_count, int64_t source_pixel, const WindowRows& rows,
                  const float* src, float* dst) {
  const ptrdiff_t channels = static_cast<ptrdiff_t>(channel_count);
  const ptrdiff_t most = channels >= 4 * kLanes ? 4 : 1;
  // So many targets of a row that they are still in the first-level cache when the next channels come.
  const ptrdiff_t together = std::max<ptrdiff_t>(1, kTargets / channels);
  const ptrdiff_t count = static_cast<ptrdiff_t>(windows.count);
  for (int64_t row = 0; row < rows.count; ++row, src += rows.source_step, dst += rows.dst_step) {
    for (ptrdiff_t t = 0; t < count; t += together) {
      const Targets targets = {t, std::min(t + together, count)};
      // The last group ends with the pixel, so it may have some channels a second time.
      for (ptrdiff_t c = 0; c < channels; c += most * kLanes) {
        const ptrdiff_t vectors = std::min((channels - c + kLanes - 1) / kLanes, most);
        const ptrdiff_t at = std::max<ptrdiff_t>(0, std::min(c, channels - vectors * kLanes));
        SumUpToFour(vectors, windows, targets, src + at, static_cast<ptrdiff_t>(source_pixel), dst + t * channels + at,
                    kLanes, channels);
      }
    }
  }
}

}  // namespace upsampling2d
