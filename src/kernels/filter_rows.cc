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

// Targets outside the inner steps.
template <class Acc>
void FilterTargets(const Row<Acc>& row, int64_t begin, int64_t end) {
  const ptrdiff_t channels = static_cast<ptrdiff_t>(row.channels);
  for (int64_t t = begin; t < end; ++t) {
    const Window& window = row.axis.Own(t);
    const Acc* src = row.src + static_cast<ptrdiff_t>(window.start) * channels;
    Acc* dst = row.dst + static_cast<ptrdiff_t>(t) * channels;
    if (channels <= Lanes<Acc>::kCount) {
      FilterVectors<Acc, 1>(row.TapsOf(window), channels, src, dst);
    } else {
      FilterPixel(row.TapsOf(window), channels, src, dst);
    }
  }
}

// All inner steps from `step` on, pixel by pixel.
template <class Acc>
void FilterInner(const Row<Acc>& row, int64_t step) {
  const AxisPlan& axis = row.axis;
  const ptrdiff_t channels = static_cast<ptrdiff_t>(row.channels);
  const Acc* src = row.src + step * axis.stride() * channels;
  Acc* dst = row.dst + step * axis.phases() * channels;
  for (; step < axis.inner_end(); ++step, src += axis.stride() * channels) {
    for (int64_t p = 0; p < axis.phases(); ++p, dst += channels) {
      const Window& phase = axis.Phase(p);
      FilterPixel(row.TapsOf(phase), channels, src + phase.start * channels, dst);
    }
  }
}

// The phases of an axis that has few, at hand for the loops over its inner steps. kPhases is their number where it is
// 2, the usual one, whose sums then stay in registers; else 0.
template <class Acc, int kPhases>
struct Phases {
  explicit Phases(const Row<Acc>& row)
      : count(static_cast<int>(row.axis.phases())),
        channels(static_cast<ptrdiff_t>(row.channels)),
        stride(static_cast<ptrdiff_t>(row.axis.stride() * row.channels)) {
    for (int p = 0; p < Count(); ++p) {
      const Window& phase = row.axis.Phase(p);
      taps[p] = row.TapsOf(phase);
      start[p] = static_cast<ptrdiff_t>(phase.start * row.channels);
    }
  }

  int Count() const { return kPhases > 0 ? kPhases : count; }

  // All phases from `src` on: acc[p][v] is phase p of the v-th vector, `distance` accumulators behind the one before.
  // Inlined where sums are to stay in registers; any number of phases go through memory, once for all callers.
  [[gnu::always_inline]] void Filter(const Acc* src, ptrdiff_t distance, v128_t (*acc)[kGroup]) const {
    if constexpr (kPhases > 0) {
      FilterInline(src, distance, acc);
    } else {
      FilterOutside(src, distance, acc);
    }
  }

  int count;
  ptrdiff_t channels;
  // Accumulators from one step to the next.
  ptrdiff_t stride;
  Taps<Acc> taps[kMostPhases];
  ptrdiff_t start[kMostPhases];

 private:
  [[gnu::always_inline]] void FilterInline(const Acc* src, ptrdiff_t distance, v128_t (*acc)[kGroup]) const {
    for (int p = 0; p < Count(); ++p) {
      const Acc* from = src + start[p];
      SumTaps(
          taps[p], [&](int k, int v) { return Load(from + v * distance + k * channels); }, acc[p]);
    }
  }
  [[gnu::noinline]] void FilterOutside(const Acc* src, ptrdiff_t distance, v128_t (*acc)[kGroup]) const {
    FilterInline(src, distance, acc);
  }
};

// Calls group(step) to filter `size` inner steps from `step` on, until all are done. The last group ends with the last
// step and covers some before it again. Returns the first step that is left to do: where there are fewer than a group,
// all of them.
template <class Group>
int64_t ForGroups(const AxisPlan& axis, int64_t size, const Group& group) {
  const int64_t last = axis.inner_end() - size;
  if (last < axis.inner_begin()) return axis.inner_begin();
  for (int64_t step = axis.inner_begin();; step = std::min(step + size, last)) {
    group(static_cast<ptrdiff_t>(step));
    if (step == last) return axis.inner_end();
  }
}

// Pixels of at most a vector, a vector each, stored in ascending order: what lies behind a pixel's channels is
// overwritten by the next.
template <class Acc, int kPhases>
int64_t FilterNarrow(const Row<Acc>& row) {
  const Phases<Acc, kPhases> phases(row);
  return ForGroups(row.axis, kGroup, [&](ptrdiff_t step) {
    Acc* dst = row.dst + step * phases.Count() * phases.channels;
    v128_t acc[kMostPhases][kGroup];
    phases.Filter(row.src + step * phases.stride, phases.stride, acc);
    for (int v = 0; v < kGroup; ++v) {
      for (int p = 0; p < phases.Count(); ++p, dst += phases.channels) Store(dst, acc[p][v]);
    }
  });
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
template <class Acc, int kPhases, int kBytes>
int64_t FilterInterleaved(const Row<Acc>& row) {
  const Phases<Acc, kPhases> phases(row);
  return ForGroups(row.axis, kGroup * 16 / kBytes, [&](ptrdiff_t step) {
    uint8_t* dst = reinterpret_cast<uint8_t*>(row.dst + step * phases.Count() * phases.channels);
    v128_t acc[kMostPhases][kGroup];
    phases.Filter(row.src + step * phases.stride, Lanes<Acc>::kCount, acc);
    for (int v = 0; v < kGroup; ++v, dst += 16 * phases.Count()) {
      const v128_t vectors[kMostPhases] = {acc[0][v], acc[1][v], acc[2][v], acc[3][v]};
      StoreInterleaved<kBytes>(vectors, phases.Count(), dst);
    }
  });
}

// Filters inner steps in groups, from the first on. Returns the first that is left to do.
template <class Acc, int kPhases>
int64_t FilterGroups(const Row<Acc>& row) {
  // Interleaving earns its place where a vector holds four pixels or more, and for grey with alpha or RGBA in 8 bytes.
  if constexpr (sizeof(Acc) < 8) {
    const int64_t bytes = row.axis.stride() == 1 ? row.channels * static_cast<int64_t>(sizeof(Acc)) : 16;
    if (bytes == 8) return FilterInterleaved<Acc, kPhases, 8>(row);
    if (bytes == sizeof(Acc)) return FilterInterleaved<Acc, kPhases, sizeof(Acc)>(row);
  }
  return FilterNarrow<Acc, kPhases>(row);
}

template <class Acc>
int64_t FilterGroups(const Row<Acc>& row) {
  if (row.channels > Lanes<Acc>::kCount || row.axis.phases() > kMostPhases) return row.axis.inner_begin();
  if constexpr (sizeof(Acc) <= 4) {
    if (row.axis.phases() == 2) return FilterGroups<Acc, 2>(row);
  }
  return FilterGroups<Acc, 0>(row);
}

}  // namespace

template <class Acc>
void FilterRow(const AxisPlan& axis, bool normalised, const Acc* weights, int64_t channels, const Acc* src, Acc* dst) {
  const Row<Acc> row = {axis, normalised, weights, channels, src, dst};
  FilterTargets(row, 0, axis.inner_begin() * axis.phases());
  FilterInner(row, FilterGroups(row));
  FilterTargets(row, axis.inner_end() * axis.phases(), axis.target());
}

template void FilterRow(const AxisPlan&, bool, const float*, int64_t, const float*, float*);
template void FilterRow(const AxisPlan&, bool, const double*, int64_t, const double*, double*);
template void FilterRow(const AxisPlan&, bool, const uint16_t*, int64_t, const uint16_t*, uint16_t*);

}  // namespace upsampling2d
