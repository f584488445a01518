#include "kernels/filter_rows.h"

#include <algorithm>
#include <cstddef>

#include "kernels/taps.h"

namespace upsampling2d {
namespace {

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

template <class Acc, int kTaps>
inline void FilterVector(const TapWeights<Acc, kTaps>& weights, ptrdiff_t channels, const Acc* src, Acc* dst) {
  v128_t acc[1];
  SumTaps(weights, [&](int k, int) { return Load(src + k * channels); }, acc);
  Store(dst, acc[0]);
}

// One target pixel, vectors across its channels. The last vector ends with the last channel, so it may cover some
// channels a second time; a pixel narrower than a vector writes past its end, into pixels that come later.
template <class Acc, int kTaps>
inline void FilterPixel(const TapWeights<Acc, kTaps>& weights, ptrdiff_t channels, const Acc* src, Acc* dst) {
  constexpr ptrdiff_t kLanes = Lanes<Acc>::kCount;
  ptrdiff_t c = 0;
  for (; c + kLanes <= channels; c += kLanes) FilterVector(weights, channels, src + c, dst + c);
  if (c == channels) return;
  c = std::max<ptrdiff_t>(channels - kLanes, 0);
  FilterVector(weights, channels, src + c, dst + c);
}

template <class Acc>
void FilterTargets(const Row<Acc>& row, int64_t begin, int64_t end) {
  const ptrdiff_t channels = static_cast<ptrdiff_t>(row.channels);
  for (int64_t t = begin; t < end; ++t) {
    const Window window = row.axis.At(t);
    const TapWeights<Acc, 0> weights(row.TapsOf(window));
    FilterPixel(weights, channels, row.src + window.start * channels, row.dst + t * channels);
  }
}

// Phases whose weights and interleaving are kept in registers.
constexpr int kMostPhases = 4;

// The phases of one axis, ready for the loops over its inner steps: kPhases of kTaps each, or any number of any where
// these are 0.
template <class Acc, int kTaps, int kPhases>
struct Phases {
  explicit Phases(const Row<Acc>& row) : count(static_cast<int>(row.axis.phases())) {
    for (int p = 0; p < Count(); ++p) {
      const Window& phase = row.axis.Phase(p);
      start[p] = static_cast<ptrdiff_t>(phase.start * row.channels);
      weights[p] = TapWeights<Acc, kTaps>(row.TapsOf(phase));
    }
  }
  int Count() const { return kPhases > 0 ? kPhases : count; }

  int count;
  ptrdiff_t start[kPhases > 0 ? kPhases : kMostPhases];
  TapWeights<Acc, kTaps> weights[kPhases > 0 ? kPhases : kMostPhases];
};

// kNarrow: a pixel is at most a vector.
template <class Acc, int kTaps, int kPhases, bool kNarrow>
void FilterInnerPixels(const Row<Acc>& row) {
  const AxisPlan& axis = row.axis;
  const Phases<Acc, kTaps, kPhases> phases(row);
  const ptrdiff_t channels = static_cast<ptrdiff_t>(row.channels);
  const ptrdiff_t stride = static_cast<ptrdiff_t>(axis.stride()) * channels;
  Acc* dst = row.dst + axis.inner_begin() * axis.phases() * row.channels;
  const Acc* src = row.src + axis.inner_begin() * stride;
  for (ptrdiff_t steps = static_cast<ptrdiff_t>(axis.inner_end() - axis.inner_begin()); steps > 0; --steps) {
    for (int p = 0; p < phases.Count(); ++p, dst += channels) {
      if constexpr (kNarrow) {
        FilterVector(phases.weights[p], channels, src + phases.start[p], dst);
      } else {
        FilterPixel(phases.weights[p], channels, src + phases.start[p], dst);
      }
    }
    src += stride;
  }
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
    uint8_t* to = dst + p * kBytes;
    const ptrdiff_t step = phases * kBytes;
    if constexpr (kBytes == 8) {
      wasm_v128_store64_lane(to, acc[p], 0);
      wasm_v128_store64_lane(to + step, acc[p], 1);
    } else if constexpr (kBytes == 4) {
      wasm_v128_store32_lane(to, acc[p], 0);
      wasm_v128_store32_lane(to + step, acc[p], 1);
      wasm_v128_store32_lane(to + 2 * step, acc[p], 2);
      wasm_v128_store32_lane(to + 3 * step, acc[p], 3);
    } else {
      wasm_v128_store16_lane(to, acc[p], 0);
      wasm_v128_store16_lane(to + step, acc[p], 1);
      wasm_v128_store16_lane(to + 2 * step, acc[p], 2);
      wasm_v128_store16_lane(to + 3 * step, acc[p], 3);
      wasm_v128_store16_lane(to + 4 * step, acc[p], 4);
      wasm_v128_store16_lane(to + 5 * step, acc[p], 5);
      wasm_v128_store16_lane(to + 6 * step, acc[p], 6);
      wasm_v128_store16_lane(to + 7 * step, acc[p], 7);
    }
  }
}

// Pixels of kBytes < 16 bytes: a vector holds several pixels of one phase, and the phases are interleaved when stored.
// Returns the first step that is left to do, as fewer pixels remain than a vector holds.
template <class Acc, int kTaps, int kPhases, int kBytes>
int64_t FilterInnerInterleaved(const Row<Acc>& row) {
  const AxisPlan& axis = row.axis;
  constexpr int kPixels = 16 / kBytes;
  constexpr int kChannels = kBytes / sizeof(Acc);
  const Phases<Acc, kTaps, kPhases> phases(row);
  const Acc* src = row.src + axis.inner_begin() * kChannels;
  Acc* dst = row.dst + axis.inner_begin() * phases.Count() * kChannels;
  int64_t step = axis.inner_begin();
  for (; step + kPixels <= axis.inner_end(); step += kPixels) {
    v128_t acc[kMostPhases];
    for (int p = 0; p < phases.Count(); ++p) {
      const Acc* from = src + phases.start[p];
      v128_t sum[1];
      SumTaps(phases.weights[p], [&](int k, int) { return Load(from + k * kChannels); }, sum);
      acc[p] = sum[0];
    }
    StoreInterleaved<kBytes>(acc, phases.Count(), reinterpret_cast<uint8_t*>(dst));
    src += kPixels * kChannels;
    dst += kPixels * kChannels * phases.Count();
  }
  return step;
}

template <class Acc, int kTaps, int kPhases>
void FilterInner(const Row<Acc>& row) {
  const AxisPlan& axis = row.axis;
  const int64_t bytes = axis.stride() == 1 ? row.channels * static_cast<int64_t>(sizeof(Acc)) : 16;
  int64_t done = axis.inner_end();
  if (bytes == 8) {
    done = FilterInnerInterleaved<Acc, kTaps, kPhases, 8>(row);
  } else if (bytes == 4 && sizeof(Acc) <= 4) {
    if constexpr (sizeof(Acc) <= 4) done = FilterInnerInterleaved<Acc, kTaps, kPhases, 4>(row);
  } else if (bytes == 2 && sizeof(Acc) <= 2) {
    if constexpr (sizeof(Acc) <= 2) done = FilterInnerInterleaved<Acc, kTaps, kPhases, 2>(row);
  } else if (row.channels <= Lanes<Acc>::kCount) {
    FilterInnerPixels<Acc, kTaps, kPhases, true>(row);
  } else {
    FilterInnerPixels<Acc, kTaps, kPhases, false>(row);
  }
  FilterTargets(row, done * axis.phases(), axis.inner_end() * axis.phases());
}

template <class Acc, int kTaps>
void FilterInner(const Row<Acc>& row) {
  switch (row.axis.phases()) {
    case 2:
      return FilterInner<Acc, kTaps, 2>(row);
    case 4:
      return FilterInner<Acc, kTaps, 4>(row);
    default:
      return FilterInner<Acc, 0, 0>(row);
  }
}

// The special number of taps that all phases have in common, or 0.
template <class Acc>
int CommonTaps(const Row<Acc>& row) {
  const int taps = SpecialTaps(row.TapsOf(row.axis.Phase(0)));
  for (int64_t p = 1; p < row.axis.phases(); ++p) {
    if (row.axis.Phase(p).count != taps) return 0;
  }
  return taps;
}

}  // namespace

template <class Acc>
void FilterRow(const AxisPlan& axis, bool normalised, const Acc* weights, int64_t channels, const Acc* src, Acc* dst) {
  const Row<Acc> row = {axis, normalised, weights, channels, src, dst};
  const bool few_phases = axis.phases() <= kMostPhases && axis.inner_begin() < axis.inner_end();
  if (!few_phases) return FilterTargets(row, 0, axis.target());
  FilterTargets(row, 0, axis.inner_begin() * axis.phases());
  switch (CommonTaps(row)) {
    case 2:
      FilterInner<Acc, 2>(row);
      break;
    case 4:
      if constexpr (Lanes<Acc>::kBlends) FilterInner<Acc, 4>(row);
      break;
    case 6:
      if constexpr (Lanes<Acc>::kBlends) FilterInner<Acc, 6>(row);
      break;
    default:
      FilterInner<Acc, 0, 0>(row);
  }
  FilterTargets(row, axis.inner_end() * axis.phases(), axis.target());
}

template void FilterRow(const AxisPlan&, bool, const float*, int64_t, const float*, float*);
template void FilterRow(const AxisPlan&, bool, const double*, int64_t, const double*, double*);
template void FilterRow(const AxisPlan&, bool, const uint16_t*, int64_t, const uint16_t*, uint16_t*);

}  // namespace upsampling2d
