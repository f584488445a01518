#include "kernels/sum_windows.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <type_traits>

#include "kernels/pieces.h"

namespace upsampling2d {
namespace {

// Taps of windows that are summed in several rows at a time; those of gradients may be more.
constexpr int kMostGathered = 64;

// The channels of a pixel one after the other, with the same sums that vectors have. pixel(k) is the pixel of tap k.
template <class Acc, class Pixel>
inline void FilterNarrow(const Taps<Acc>& taps, ptrdiff_t channels, const Pixel& pixel, Acc* dst) {
  const bool blends = Blends(taps.summing) && taps.count <= 2;
  for (ptrdiff_t c = 0; c < channels; ++c) {
    Acc sum = pixel(0)[c];
    if (blends) {
      if (taps.count == 2) {
        sum += (pixel(1)[c] - sum) * taps.weights[1];
      } else if (taps.summing == Summing::kLerp) {
        sum += sum - sum;
      }
    } else {
      sum *= taps.weights[0];
      if (taps.summing == Summing::kFromZero) sum += 0;
      for (int k = 1; k < taps.count; ++k) sum += pixel(k)[c] * taps.weights[k];
    }
    dst[c] = sum;
  }
}

template <int kVectors, class Acc>
inline void FilterVectors(const Taps<Acc>& taps, ptrdiff_t channels, const Acc* src, Acc* dst) {
  constexpr int kLanes = Lanes<Acc>::kCount;
  v128_t acc[kVectors];
  SumTaps(
      Splats<Acc, 0>(taps), [&](int k, int v) { return Load(src + k * channels + v * kLanes); }, acc);
  const v128_t zero = ZeroOf<Acc>(taps.summing);
  for (int v = 0; v < kVectors; ++v) Store(dst + v * kLanes, Lanes<Acc>::Add(acc[v], zero));
}

// Vectors across `count` of the channels. The last one ends with the last channel, so it may cover some channels a
// second time.
template <class Acc>
inline void FilterWide(const Taps<Acc>& taps, ptrdiff_t channels, ptrdiff_t count, const Acc* src, Acc* dst) {
  constexpr ptrdiff_t kLanes = Lanes<Acc>::kCount;
  constexpr ptrdiff_t kGroup = 4;
  ptrdiff_t c = 0;
  for (; c + kGroup * kLanes <= count; c += kGroup * kLanes) {
    FilterVectors<kGroup>(taps, channels, src + c, dst + c);
  }
  for (; c < count; c += kLanes) {
    const ptrdiff_t from = std::min(c, count - kLanes);
    FilterVectors<1>(taps, channels, src + from, dst + from);
  }
}

// Four numbers, `step` elements apart.
inline v128_t Gather(const float* from, ptrdiff_t step) {
  v128_t x = wasm_v128_load32_zero(from);
  x = wasm_v128_load32_lane(from + step, x, 1);
  x = wasm_v128_load32_lane(from + 2 * step, x, 2);
  return wasm_v128_load32_lane(from + 3 * step, x, 3);
}

// SumTaps() for one vector, for loads that are long.
template <class LoadTap, class LoadWeight>
[[gnu::always_inline]] inline v128_t SumGathered(int count, Summing summing, const LoadTap& load,
                                                 const LoadWeight& weight) {
  v128_t sum = load(0);
  if (Blends(summing) && count <= 2) {
    if (count == 2) return wasm_f32x4_add(sum, wasm_f32x4_mul(wasm_f32x4_sub(load(1), sum), weight(1)));
    return summing == Summing::kLerp ? wasm_f32x4_add(sum, wasm_f32x4_sub(sum, sum)) : sum;
  }
  sum = wasm_f32x4_add(wasm_f32x4_mul(sum, weight(0)), ZeroOf<float>(summing));
  for (int k = 1; k < count; ++k) sum = wasm_f32x4_add(sum, wasm_f32x4_mul(load(k), weight(k)));
  return sum;
}

// Four windows of pixels of one channel, a lane each, if they have as many taps.
inline bool FilterFour(const Windows<float>& windows, ptrdiff_t t, const float* src, float* dst) {
  const Window* const w = windows.windows + t;
  const int count = w[0].count;
  if (w[1].count != count || w[2].count != count || w[3].count != count) return false;
  if (!windows.IsInside(w[0]) || !windows.IsInside(w[3])) return false;
  const auto gather = [&](const float* base, auto index) {
    v128_t x = wasm_v128_load32_zero(base + index(w[0]));
    x = wasm_v128_load32_lane(base + index(w[1]), x, 1);
    x = wasm_v128_load32_lane(base + index(w[2]), x, 2);
    return wasm_v128_load32_lane(base + index(w[3]), x, 3);
  };
  const auto pixel = [&](int k) {
    return gather(src + k, [](const Window& window) { return static_cast<ptrdiff_t>(window.start); });
  };
  const auto weight = [&](int k) {
    return gather(windows.weights + k, [](const Window& window) { return window.weights; });
  };
  Store(dst, SumGathered(count, windows.summing, pixel, weight));
  return true;
}

// A window whose pixels are taken for rows. Taps outside read the pixel at the edge.
template <class Source, class Dst>
[[gnu::noinline]] void FilterAsColumn(const Windows<WeightOf<Source, Dst>>& windows, const Window& window,
                                      ptrdiff_t channels, const Source* src, Dst* dst) {
  assert(window.count > 0 && window.count <= kMostTaps);
  const Source* rows[kMostTaps];
  for (int k = 0; k < window.count; ++k) {
    const int64_t pixel = std::clamp(window.start + k, windows.first_pixel, windows.end_pixel - 1);
    rows[k] = src + static_cast<ptrdiff_t>(pixel) * channels;
  }
  if constexpr (std::is_same_v<Source, Dst>) {
    if (channels < Lanes<Dst>::kCount) {
      return FilterNarrow(
          windows.TapsOf(window), channels, [&](int k) { return rows[k]; }, dst);
    }
  }
  SumRows(rows, windows.TapsOf(window), {channels, 1, 0}, dst);
}

// Floats and doubles.
template <class Acc>
void FilterReals(const Windows<Acc>& windows, ptrdiff_t channels, const Acc* src, Acc* dst) {
  constexpr ptrdiff_t kLanes = Lanes<Acc>::kCount;
  const Acc* const end = dst + windows.count * channels;
  for (ptrdiff_t t = 0; t < windows.count; ++t, dst += channels) {
    const Window& window = windows.windows[t];
    const Acc* from = src + static_cast<ptrdiff_t>(window.start) * channels;
    const Taps<Acc> taps = windows.TapsOf(window);
    // Long loops over channels pay for kernels that know the number of taps.
    const bool pays = channels >= kWidePixel && taps.count > 2 && taps.count <= kMostTaps;
    if (pays || !windows.IsInside(window)) {
      FilterAsColumn(windows, window, channels, src, dst);
      continue;
    }
    if constexpr (std::is_same_v<Acc, float>) {
      if (channels == 1 && end - dst >= 4 && FilterFour(windows, t, src, dst)) {
        t += 3;
        dst += 3;
        continue;
      }
    }
    if (channels >= kLanes) {
      FilterWide(taps, channels, channels, from, dst);
    } else if (channels > 1 && end - dst >= kLanes) {
      // What is written behind the pixel is overwritten by the next one.
      FilterVectors<1>(taps, channels, from, dst);
    } else {
      FilterNarrow(
          taps, channels, [&](int k) { return from + k * channels; }, dst);
    }
  }
}

// By way of floats: of as many windows at a time as find room, or of a part of a pixel.
void FilterToBytes(const Windows<float>& windows, ptrdiff_t channels, const float* src, uint8_t* dst) {
  alignas(16) float floats[kPieceDistance];
  const ptrdiff_t together = std::max<ptrdiff_t>(kPiece / channels, 1);
  for (ptrdiff_t t = 0; t < windows.count; t += together, dst += together * channels) {
    if (channels <= kPiece) {
      const ptrdiff_t some = std::min(together, static_cast<ptrdiff_t>(windows.count) - t);
      FilterReals({windows.windows + t, some, windows.weights, windows.summing, windows.first_pixel, windows.end_pixel},
                  channels, src, floats);
      WriteRow(floats, some * channels, dst);
      continue;
    }
    const Window& window = windows.windows[t];
    const float* from = src + static_cast<ptrdiff_t>(window.start) * channels;
    for (ptrdiff_t c = 0; c < channels; c += kPiece) {
      const ptrdiff_t count = std::min(channels - c, kPiece);
      // The last piece may be narrower than a vector, where it may read and write more.
      FilterWide(windows.TapsOf(window), channels, std::max<ptrdiff_t>(count, 4), from + c, floats);
      WriteRow(floats, count, dst + c);
    }
  }
}

// Few channels of many rows: four rows at a time, a lane each.
void FilterAcrossRows(const Windows<float>& windows, const Window& window, ptrdiff_t channels, const WindowRows& rows,
                      const float* src, float* dst) {
  const ptrdiff_t source_step = static_cast<ptrdiff_t>(rows.source_step);
  const ptrdiff_t dst_step = static_cast<ptrdiff_t>(rows.dst_step);
  ptrdiff_t pixels[kMostGathered];
  for (int k = 0; k < window.count; ++k) {
    const int64_t pixel = std::clamp(window.start + k, windows.first_pixel, windows.end_pixel - 1);
    pixels[k] = static_cast<ptrdiff_t>(pixel) * channels;
  }
  const float* const weights = windows.weights + window.weights;
  const ptrdiff_t last = static_cast<ptrdiff_t>(rows.count) - 4;
  for (ptrdiff_t row = 0; row < last + 4; row += 4) {
    const ptrdiff_t first = std::min(row, last);
    for (ptrdiff_t c = 0; c < channels; ++c) {
      const float* const from = src + first * source_step + c;
      const v128_t sum = SumGathered(
          window.count, windows.summing, [&](int k) { return Gather(from + pixels[k], source_step); },
          [&](int k) { return wasm_v128_load32_splat(weights + k); });
      float* const to = dst + first * dst_step + c;
      wasm_v128_store32_lane(to, sum, 0);
      wasm_v128_store32_lane(to + dst_step, sum, 1);
      wasm_v128_store32_lane(to + 2 * dst_step, sum, 2);
      wasm_v128_store32_lane(to + 3 * dst_step, sum, 3);
    }
  }
}

template <class Source, class Dst>
void SumRowOfWindows(const Windows<WeightOf<Source, Dst>>& windows, ptrdiff_t channels, const Source* src, Dst* dst) {
  if constexpr (std::is_same_v<Source, Dst>) {
    FilterReals(windows, channels, src, dst);
  } else if constexpr (std::is_same_v<Source, float>) {
    FilterToBytes(windows, channels, src, dst);
  } else {
    for (ptrdiff_t t = 0; t < windows.count; ++t, dst += channels) {
      FilterAsColumn(windows, windows.windows[t], channels, src, dst);
    }
  }
}

}  // namespace

template <class Source, class Dst>
void SumWindows(const Windows<WeightOf<Source, Dst>>& windows, int64_t channel_count, const WindowRows& rows,
                const Source* src, Dst* dst) {
  const ptrdiff_t channels = static_cast<ptrdiff_t>(channel_count);
  if constexpr (std::is_same_v<Source, float> && std::is_same_v<Dst, float>) {
    const bool few = std::all_of(windows.windows, windows.windows + windows.count,
                                 [](const Window& window) { return window.count <= kMostGathered; });
    if (rows.count >= 4 && channels < kWidePixel && few) {
      for (ptrdiff_t t = 0; t < windows.count; ++t, dst += channels) {
        FilterAcrossRows(windows, windows.windows[t], channels, rows, src, dst);
      }
      return;
    }
  }
  for (int64_t row = 0; row < rows.count; ++row, src += rows.source_step, dst += rows.dst_step) {
    SumRowOfWindows(windows, channels, src, dst);
  }
}

template void SumWindows(const Windows<float>&, int64_t, const WindowRows&, const float*, float*);
template void SumWindows(const Windows<double>&, int64_t, const WindowRows&, const double*, double*);
template void SumWindows(const Windows<uint16_t>&, int64_t, const WindowRows&, const uint8_t*, uint16_t*);
template void SumWindows(const Windows<float>&, int64_t, const WindowRows&, const float*, uint8_t*);
template void SumWindows(const Windows<int16_t>&, int64_t, const WindowRows&, const uint8_t*, float*);
template void SumWindows(const Windows<uint16_t>&, int64_t, const WindowRows&, const uint16_t*, uint8_t*);

}  // namespace upsampling2d
