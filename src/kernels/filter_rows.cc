#include "kernels/filter_rows.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "kernels/taps.h"

namespace upsampling2d {
namespace {

// Phases that are kept beside each other before they are stored.
constexpr int kMostPhases = 4;
// Vectors that are filtered together.
constexpr int kGroup = 4;

template <class Acc>
struct Row {
  const AxisPlan& axis;
  bool normalised;
  const Acc* weights;
  int64_t channels;
  const Acc* src;
  Acc* dst;

  Taps<Acc> TapsOf(const Window& window) const { return {weights + window.weights, window.count, normalised}; }
};

// kVectors vectors of channels of one target pixel.
template <class Acc, int kVectors>
inline void FilterVectors(const Taps<Acc>& taps, ptrdiff_t channels, const Acc* src, Acc* dst) {
  constexpr int kLanes = Lanes<Acc>::kCount;
  v128_t acc[kVectors];
  SumTaps(
      taps, [&](int k, int v) { return Load(src + k * channels + v * kLanes); }, acc);
  for (int v = 0; v < kVectors; ++v) Store(dst + v * kLanes, acc[v]);
}

// One target pixel, vectors across its channels. The last vector ends with the last channel, so it may cover some
// channels a second time; a pixel narrower than a vector writes past its end, into pixels that come later.
template <class Acc>
void FilterPixel(const Taps<Acc>& taps, ptrdiff_t channels, const Acc* src, Acc* dst) {
  constexpr ptrdiff_t kLanes = Lanes<Acc>::kCount;
  ptrdiff_t c = 0;
  for (; c + kGroup * kLanes <= channels; c += kGroup * kLanes) {
    FilterVectors<Acc, kGroup>(taps, channels, src + c, dst + c);
  }
  for (; c < channels; c += kLanes) {
    const ptrdiff_t last = std::max<ptrdiff_t>(channels - kLanes, 0);
    const ptrdiff_t from = std::min(c, last);
    FilterVectors<Acc, 1>(taps, channels, src + from, dst + from);
  }
}

template <class Acc>
void FilterTargets(const Row<Acc>& row, int64_t begin, int64_t end) {
  const ptrdiff_t channels = static_cast<ptrdiff_t>(row.channels);
  for (int64_t t = begin; t < end; ++t) {
    const Window window = row.axis.At(t);
    FilterPixel(row.TapsOf(window), channels, row.src + window.start * channels, row.dst + t * channels);
  }
}

// The group functions below compute all phases of kGroup steps, or of as many vectors, from source pixel `src` on:
// acc[p][v] is phase p of the v-th step or vector, `distance` accumulators behind the one before.
template <class Acc, int kVectors>
inline void FilterGroup(const Row<Acc>& row, const Acc* src, ptrdiff_t distance, v128_t (*acc)[kVectors]) {
  const ptrdiff_t channels = static_cast<ptrdiff_t>(row.channels);
  for (int p = 0; p < row.axis.phases(); ++p) {
    const Window& phase = row.axis.Phase(p);
    const Acc* from = src + static_cast<ptrdiff_t>(phase.start) * channels;
    SumTaps(
        row.TapsOf(phase), [&](int k, int v) { return Load(from + v * distance + k * channels); }, acc[p]);
  }
}

// Pixels of exactly one vector, any number of phases.
template <class Acc>
int64_t FilterVectorPixels(const Row<Acc>& row) {
  const AxisPlan& axis = row.axis;
  constexpr ptrdiff_t kLanes = Lanes<Acc>::kCount;
  const ptrdiff_t phases = static_cast<ptrdiff_t>(axis.phases());
  const ptrdiff_t stride = static_cast<ptrdiff_t>(axis.stride()) * kLanes;
  int64_t step = axis.inner_begin();
  for (; step + kGroup <= axis.inner_end(); step += kGroup) {
    const Acc* src = row.src + static_cast<ptrdiff_t>(step) * stride;
    Acc* dst = row.dst + static_cast<ptrdiff_t>(step) * phases * kLanes;
    for (ptrdiff_t p = 0; p < phases; ++p, dst += kLanes) {
      const Window& phase = axis.Phase(p);
      const Acc* from = src + static_cast<ptrdiff_t>(phase.start) * kLanes;
      v128_t acc[kGroup];
      SumTaps(
          row.TapsOf(phase), [&](int k, int v) { return Load(from + v * stride + k * kLanes); }, acc);
      for (int v = 0; v < kGroup; ++v) Store(dst + v * phases * kLanes, acc[v]);
    }
  }
  return step;
}

// Pixels narrower than a vector. Each is stored as a whole one, in ascending order, for the next to overwrite what lies
// behind its channels.
template <class Acc>
int64_t FilterNarrowPixels(const Row<Acc>& row) {
  const AxisPlan& axis = row.axis;
  const ptrdiff_t channels = static_cast<ptrdiff_t>(row.channels);
  const ptrdiff_t stride = static_cast<ptrdiff_t>(axis.stride()) * channels;
  Acc* dst = row.dst + axis.inner_begin() * axis.phases() * channels;
  int64_t step = axis.inner_begin();
  for (; step + kGroup <= axis.inner_end(); step += kGroup) {
    v128_t acc[kMostPhases][kGroup];
    FilterGroup(row, row.src + static_cast<ptrdiff_t>(step) * stride, stride, acc);
    for (int v = 0; v < kGroup; ++v) {
      for (int p = 0; p < axis.phases(); ++p, dst += channels) Store(dst, acc[p][v]);
    }
  }
  return step;
}

// Stores the groups of kBytes bytes of `phases` vectors acc[p] so that the phases of a pixel follow each other:
//  acc[0] = .. a1 a0, acc[1] = .. b1 b0, acc[2] = .. c1 c0   ->   .. b1 a1 c0 b0 a0
template <int kBytes>
inline void StoreInterleaved(const v128_t (&acc)[kMostPhases], int phases, uint8_t* dst) {
  if (phases == 2) {
    Store(dst, ZipLow<kBytes>(acc[0], acc[1]));
    Store(dst + 16, ZipHigh<kBytes>(acc[0], acc[1]));
    return;
  }
  if (phases == 4 && kBytes <= 4) {
    constexpr int kTwo = kBytes <= 4 ? 2 * kBytes : kBytes;
    const v128_t low01 = ZipLow<kBytes>(acc[0], acc[1]), high01 = ZipHigh<kBytes>(acc[0], acc[1]);
    const v128_t low23 = ZipLow<kBytes>(acc[2], acc[3]), high23 = ZipHigh<kBytes>(acc[2], acc[3]);
    Store(dst, ZipLow<kTwo>(low01, low23));
    Store(dst + 16, ZipHigh<kTwo>(low01, low23));
    Store(dst + 32, ZipLow<kTwo>(high01, high23));
    Store(dst + 48, ZipHigh<kTwo>(high01, high23));
    return;
  }
  for (int p = 0; p < phases; ++p) {
    alignas(16) uint8_t groups[16];
    Store(groups, acc[p]);
    for (int g = 0; g < 16 / kBytes; ++g) std::memcpy(dst + (g * phases + p) * kBytes, groups + g * kBytes, kBytes);
  }
}

// Pixels of kBytes < 16 bytes: a vector holds several pixels of one phase, and the phases are interleaved when stored.
template <class Acc, int kBytes>
int64_t FilterInterleaved(const Row<Acc>& row) {
  const AxisPlan& axis = row.axis;
  constexpr int kVectors = 2;
  constexpr int kPixels = kVectors * 16 / kBytes;
  constexpr int kChannels = kBytes / sizeof(Acc);
  const int phases = static_cast<int>(axis.phases());
  uint8_t* dst = reinterpret_cast<uint8_t*>(row.dst + axis.inner_begin() * phases * kChannels);
  int64_t step = axis.inner_begin();
  for (; step + kPixels <= axis.inner_end(); step += kPixels) {
    v128_t acc[kMostPhases][kVectors];
    FilterGroup(row, row.src + static_cast<ptrdiff_t>(step) * kChannels, Lanes<Acc>::kCount, acc);
    for (int v = 0; v < kVectors; ++v, dst += 16 * phases) {
      const v128_t vectors[kMostPhases] = {acc[0][v], acc[1][v], acc[2][v], acc[3][v]};
      StoreInterleaved<kBytes>(vectors, phases, dst);
    }
  }
  return step;
}

// Inner steps that a group function has done, from axis.inner_begin() on: it leaves fewer than a group, or all.
template <class Acc>
int64_t FilterGroups(const Row<Acc>& row) {
  const AxisPlan& axis = row.axis;
  const int64_t bytes = row.channels * static_cast<int64_t>(sizeof(Acc));
  if (row.channels == Lanes<Acc>::kCount) return FilterVectorPixels(row);
  if (row.channels > Lanes<Acc>::kCount || axis.phases() > kMostPhases) return axis.inner_begin();
  if (axis.stride() != 1) return FilterNarrowPixels(row);
  if (bytes == 8) return FilterInterleaved<Acc, 8>(row);
  if constexpr (sizeof(Acc) <= 4) {
    if (bytes == 4) return FilterInterleaved<Acc, 4>(row);
  }
  if constexpr (sizeof(Acc) <= 2) {
    if (bytes == 2) return FilterInterleaved<Acc, 2>(row);
  }
  return FilterNarrowPixels(row);
}

}  // namespace

template <class Acc>
void FilterRow(const AxisPlan& axis, bool normalised, const Acc* weights, int64_t channels, const Acc* src, Acc* dst) {
  const Row<Acc> row = {axis, normalised, weights, channels, src, dst};
  FilterTargets(row, 0, axis.inner_begin() * axis.phases());
  const int64_t done = FilterGroups(row);
  FilterTargets(row, done * axis.phases(), axis.target());
}

template void FilterRow(const AxisPlan&, bool, const float*, int64_t, const float*, float*);
template void FilterRow(const AxisPlan&, bool, const double*, int64_t, const double*, double*);
template void FilterRow(const AxisPlan&, bool, const uint16_t*, int64_t, const uint16_t*, uint16_t*);

}  // namespace upsampling2d
