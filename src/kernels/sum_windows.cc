#include "kernels/sum_windows.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <type_traits>

#include "kernels/pieces.h"

namespace upsampling2d {
namespace {

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

// Four windows of pixels of one channel, a lane each, if they have as many taps.
inline bool FilterFour(const Windows<float>& windows, ptrdiff_t t, const float* src, float* dst) {
  const Window* const w = windows.windows + t;
  const int count = w[0].count;
  if (count < 2 || w[1].count != count || w[2].count != count || w[3].count != count) return false;
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
  v128_t sum = pixel(0);
  if (Blends(windows.summing) && count == 2) {
    sum = wasm_f32x4_add(sum, wasm_f32x4_mul(wasm_f32x4_sub(pixel(1), sum), weight(1)));
  } else {
    sum = wasm_f32x4_mul(sum, weight(0));
    if (windows.summing == Summing::kFromZero) sum = wasm_f32x4_add(sum, wasm_f32x4_splat(0));
    for (int k = 1; k < count; ++k) sum = wasm_f32x4_add(sum, wasm_f32x4_mul(pixel(k), weight(k)));
  }
  Store(dst, sum);
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

}  // namespace

template <class Source, class Dst>
void SumWindows(const Windows<WeightOf<Source, Dst>>& windows, int64_t channel_count, const Source* src, Dst* dst) {
  const ptrdiff_t channels = static_cast<ptrdiff_t>(channel_count);
  if constexpr (std::is_same_v<Source, Dst>) {
    FilterReals(windows, channels, src, dst);
  } else {
    if constexpr (std::is_same_v<Source, float>) {
      FilterToBytes(windows, channels, src, dst);
    } else {
      for (ptrdiff_t t = 0; t < windows.count; ++t, dst += channels) {
        FilterAsColumn(windows, windows.windows[t], channels, src, dst);
      }
    }
  }
}

template void SumWindows(const Windows<float>&, int64_t, const float*, float*);
template void SumWindows(const Windows<double>&, int64_t, const double*, double*);
template void SumWindows(const Windows<uint16_t>&, int64_t, const uint8_t*, uint16_t*);
template void SumWindows(const Windows<float>&, int64_t, const float*, uint8_t*);

}  // namespace upsampling2d
