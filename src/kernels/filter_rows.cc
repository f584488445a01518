#include "kernels/filter_rows.h"

#include <algorithm>

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

// One target pixel, vectors across its channels. The last vector ends with the last channel, so it may cover some
// channels a second time; a pixel narrower than a vector writes past its end, into pixels that come later.
template <class Acc, int kTaps>
inline void FilterPixel(const Taps<Acc>& taps, int64_t channels, const Acc* src, Acc* dst) {
  constexpr int kLanes = Lanes<Acc>::kCount;
  for (int64_t c = 0;; c = std::min(c + kLanes, channels - kLanes)) {
    v128_t acc[1];
    SumTaps<Acc, kTaps>(taps, [&](int k, int) { return Load(src + k * channels + c); }, acc);
    Store(dst + c, acc[0]);
    if (c + kLanes >= channels) return;
  }
}

template <class Acc>
void FilterTargets(const Row<Acc>& row, int64_t begin, int64_t end) {
  for (int64_t t = begin; t < end; ++t) {
    const Window window = row.axis.At(t);
    FilterPixel<Acc, 0>(row.TapsOf(window), row.channels, row.src + window.start * row.channels,
                        row.dst + t * row.channels);
  }
}

template <class Acc, int kTaps>
void FilterInnerPixels(const Row<Acc>& row) {
  const AxisPlan& axis = row.axis;
  Acc* dst = row.dst + axis.inner_begin() * axis.phases() * row.channels;
  const Acc* src = row.src + axis.inner_begin() * axis.stride() * row.channels;
  for (int64_t step = axis.inner_begin(); step < axis.inner_end(); ++step) {
    for (int64_t p = 0; p < axis.phases(); ++p) {
      const Window& phase = axis.Phase(p);
      FilterPixel<Acc, kTaps>(row.TapsOf(phase), row.channels, src + phase.start * row.channels, dst);
      dst += row.channels;
    }
    src += axis.stride() * row.channels;
  }
}

// Stores `groups` groups of kBytes bytes of each of the `phases` vectors acc[p], so that the phases of a pixel follow
// each other:  acc[0] = .. a1 a0, acc[1] = .. b1 b0, acc[2] = .. c1 c0   ->   .. b1 a1 c0 b0 a0
template <int kBytes>
inline void StoreInterleaved(const v128_t* acc, int64_t phases, uint8_t* dst) {
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
  for (int64_t p = 0; p < phases; ++p) {
    uint8_t* to = dst + p * kBytes;
    const int64_t step = phases * kBytes;
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

// Phases that are interleaved in registers at a time.
constexpr int kMostPhases = 4;

// Pixels of kBytes < 16 bytes: a vector holds several pixels of one phase, and the phases are interleaved when stored.
// Returns the first step that is left to do, as fewer pixels remain than a vector holds.
template <class Acc, int kBytes, int kTaps>
int64_t FilterInnerInterleaved(const Row<Acc>& row) {
  const AxisPlan& axis = row.axis;
  constexpr int kPixels = 16 / kBytes;
  constexpr int kChannels = kBytes / sizeof(Acc);
  const int64_t phases = axis.phases();
  int64_t step = axis.inner_begin();
  for (; step + kPixels <= axis.inner_end(); step += kPixels) {
    const Acc* src = row.src + step * kChannels;
    uint8_t* dst = reinterpret_cast<uint8_t*>(row.dst + step * phases * kChannels);
    v128_t acc[kMostPhases];
    for (int64_t p = 0; p < phases; ++p) {
      const Window& phase = axis.Phase(p);
      const Acc* from = src + phase.start * kChannels;
      v128_t sum[1];
      SumTaps<Acc, kTaps>(row.TapsOf(phase), [&](int k, int) { return Load(from + k * kChannels); }, sum);
      acc[p] = sum[0];
    }
    StoreInterleaved<kBytes>(acc, phases, dst);
  }
  return step;
}

template <class Acc, int kTaps>
void FilterInner(const Row<Acc>& row) {
  const AxisPlan& axis = row.axis;
  const bool interleaves = axis.stride() == 1 && axis.phases() <= kMostPhases;
  const int64_t bytes = row.channels * static_cast<int64_t>(sizeof(Acc));
  int64_t done = axis.inner_begin();
  if (interleaves && bytes == 8) {
    done = FilterInnerInterleaved<Acc, 8, kTaps>(row);
  } else if (interleaves && bytes == 4 && sizeof(Acc) <= 4) {
    if constexpr (sizeof(Acc) <= 4) done = FilterInnerInterleaved<Acc, 4, kTaps>(row);
  } else if (interleaves && bytes == 2 && sizeof(Acc) <= 2) {
    if constexpr (sizeof(Acc) <= 2) done = FilterInnerInterleaved<Acc, 2, kTaps>(row);
  } else {
    FilterInnerPixels<Acc, kTaps>(row);
    return;
  }
  FilterTargets(row, done * axis.phases(), axis.inner_end() * axis.phases());
}

// The special number of taps that all phases have in common, or 0.
template <class Acc>
int CommonTaps(const Row<Acc>& row) {
  if (row.axis.inner_begin() >= row.axis.inner_end()) return 0;
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
      FilterInner<Acc, 0>(row);
  }
  FilterTargets(row, axis.inner_end() * axis.phases(), axis.target());
}

template void FilterRow(const AxisPlan&, bool, const float*, int64_t, const float*, float*);
template void FilterRow(const AxisPlan&, bool, const double*, int64_t, const double*, double*);
template void FilterRow(const AxisPlan&, bool, const uint16_t*, int64_t, const uint16_t*, uint16_t*);

}  // namespace upsampling2d
