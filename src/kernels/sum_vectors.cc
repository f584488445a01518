#include "kernels/sum_vectors.h"

#include <algorithm>
#include <cstddef>

#include "kernels/zip.h"
#include "simd/simd.h"

namespace upsampling2d {
namespace {

// Elements of a row that are written together: they stay in the first-level cache.
constexpr ptrdiff_t kTargets = 4096;

constexpr ptrdiff_t kLanes = 4;

// The pixels of three channels of four rows, a to d:
//   b0 a2 a1 a0, c1 c0 b2 b1, d2 d1 d0 c2   ->   ? a2 a1 a0, ? b2 b1 b0, ? c2 c1 c0, ? d2 d1 d0
inline void StoreFourRows(const v128_t* pixels, float* dst, ptrdiff_t row) {
  Store(dst, pixels[0]);
  Store(dst + row, wasm_i32x4_shuffle(pixels[0], pixels[1], 3, 4, 5, 5));
  Store(dst + 2 * row, wasm_i32x4_shuffle(pixels[1], pixels[2], 2, 3, 4, 4));
  Store(dst + 3 * row, wasm_i32x4_shuffle(pixels[2], pixels[2], 1, 2, 3, 3));
}

// One channel of four rows.
inline void StoreLanes(v128_t lanes, float* dst, ptrdiff_t row) {
  wasm_v128_store32_lane(dst, lanes, 0);
  wasm_v128_store32_lane(dst + row, lanes, 1);
  wasm_v128_store32_lane(dst + 2 * row, lanes, 2);
  wasm_v128_store32_lane(dst + 3 * row, lanes, 3);
}

// Vectors, each `step` elements behind the one before, or six as SumSix() has them: from a row to the next it is `step`
// elements, and `to_last` from the first four rows to the last four.
template <int kVectors>
inline void StoreTarget(const v128_t (&acc)[kVectors], float* dst, ptrdiff_t step, ptrdiff_t to_last,
                        ptrdiff_t channels) {
  if constexpr (kVectors == 6) {
    if (channels == 3) {
      StoreFourRows(acc, dst, step);
      StoreFourRows(acc + 3, dst + to_last, step);
      return;
    }
    v128_t rows[4] = {acc[0], acc[1], acc[2], acc[3]};
    Transpose(rows);
    for (int row = 0; row < 4; ++row) Store(dst + row * step, rows[row]);
    StoreLanes(acc[4], dst + 4, step);
    if (channels == 6) StoreLanes(acc[5], dst + 5, step);
  } else {
    for (int v = 0; v < kVectors; ++v) Store(dst + v * step, acc[v]);
  }
}

// kVectors vectors of each window's target. The sums of SumTaps(), written for pointers that move from tap to tap: that
// takes a sixth less time than an index.
template <int kVectors>
[[gnu::noinline]] void SumVectors(const Windows<float>& windows, const Targets& targets, const float* src,
                                  ptrdiff_t src_pixel, float* dst, ptrdiff_t dst_vector, ptrdiff_t dst_pixel,
                                  ptrdiff_t dst_last) {
  using L = Lanes<float>;
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
      const float* const end_weight = weights + count;
      const auto add = [&] {
        const v128_t weight = L::Splat(*weights);
        pixel += src_pixel;
        for (int v = 0; v < kVectors; ++v) acc[v] = L::Add(acc[v], L::Mul(Load(pixel + v * kLanes), weight));
      };
      // Up to three taps, as gradients of nearest have them, without a loop.
      if (kVectors == 1 && ++weights < end_weight) add();
      if (kVectors == 1 && ++weights < end_weight) add();
      while (++weights < end_weight) add();
    }
    StoreTarget<kVectors>(acc, dst, dst_vector, dst_last, dst_pixel);
  }
}

}  // namespace

void SumSix(const Windows<float>& windows, const Targets& targets, const float* src, ptrdiff_t src_pixel, float* dst,
            ptrdiff_t dst_row, ptrdiff_t dst_last, ptrdiff_t channels) {
  SumVectors<6>(windows, targets, src, src_pixel, dst, dst_row, channels, dst_last);
}

void SumUpToFour(ptrdiff_t vectors, const Windows<float>& windows, const Targets& targets, const float* src,
                 ptrdiff_t src_pixel, float* dst, ptrdiff_t dst_vector, ptrdiff_t dst_pixel) {
  if (vectors == 4) return SumVectors<4>(windows, targets, src, src_pixel, dst, dst_vector, dst_pixel, 0);
  for (; vectors > 0; --vectors, src += kLanes, dst += dst_vector) {
    SumVectors<1>(windows, targets, src, src_pixel, dst, dst_vector, dst_pixel, 0);
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
