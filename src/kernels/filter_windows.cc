#include "kernels/filter_windows.h"

#include <algorithm>
#include <cstddef>
#include <type_traits>

namespace upsampling2d {
namespace {

// The channels of a pixel narrower than a vector one after the other, with the same sums that vectors of them have.
template <class Acc>
inline void FilterNarrow(const Taps<Acc>& taps, ptrdiff_t channels, const Acc* src, Acc* dst) {
  const bool blends = taps.normalised && taps.count <= 2;
  for (ptrdiff_t c = 0; c < channels; ++c, ++src) {
    Acc sum = *src;
    if (blends) {
      if (taps.count == 2) sum += (src[channels] - sum) * taps.weights[1];
    } else {
      sum *= taps.weights[0];
      for (int k = 1; k < taps.count; ++k) sum += src[k * channels] * taps.weights[k];
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
  for (int v = 0; v < kVectors; ++v) Store(dst + v * kLanes, acc[v]);
}

// Vectors across the channels. The last one ends with the last channel, so it may cover some channels a second time.
template <class Acc>
inline void FilterWide(const Taps<Acc>& taps, ptrdiff_t channels, const Acc* src, Acc* dst) {
  constexpr ptrdiff_t kLanes = Lanes<Acc>::kCount;
  constexpr ptrdiff_t kGroup = 4;
  ptrdiff_t c = 0;
  for (; c + kGroup * kLanes <= channels; c += kGroup * kLanes) {
    FilterVectors<kGroup>(taps, channels, src + c, dst + c);
  }
  for (; c < channels; c += kLanes) {
    const ptrdiff_t from = std::min(c, channels - kLanes);
    FilterVectors<1>(taps, channels, src + from, dst + from);
  }
}

template <class Source, class Dst>
void FilterAsColumns(const Taps<WeightOf<Source, Dst>>& taps, ptrdiff_t channels, const Source* src, Dst* dst) {
  const Source* rows[kMostTaps];
  for (int k = 0; k < taps.count; ++k) rows[k] = src + k * channels;
  FilterColumns(rows, taps, {channels, 1, 0}, dst);
}

}  // namespace

template <class Source, class Dst>
void FilterWindows(const Windows<WeightOf<Source, Dst>>& windows, int64_t count, const Source* src, Dst* dst) {
  const ptrdiff_t channels = static_cast<ptrdiff_t>(count);
  for (ptrdiff_t t = 0; t < windows.count; ++t, dst += channels) {
    const Window& window = windows.windows[t];
    const Source* from = src + static_cast<ptrdiff_t>(window.start) * channels;
    if constexpr (!std::is_same_v<Source, Dst>) {
      FilterAsColumns(windows.TapsOf(window), channels, from, dst);
    } else if (channels < Lanes<Dst>::kCount) {
      FilterNarrow(windows.TapsOf(window), channels, from, dst);
    } else {
      FilterWide(windows.TapsOf(window), channels, from, dst);
    }
  }
}

template void FilterWindows(const Windows<float>&, int64_t, const float*, float*);
template void FilterWindows(const Windows<double>&, int64_t, const double*, double*);
template void FilterWindows(const Windows<uint16_t>&, int64_t, const uint8_t*, uint16_t*);
template void FilterWindows(const Windows<uint16_t>&, int64_t, const uint16_t*, uint8_t*);
template void FilterWindows(const Windows<int16_t>&, int64_t, const uint8_t*, float*);
template void FilterWindows(const Windows<float>&, int64_t, const float*, uint8_t*);

}  // namespace upsampling2d
