#include "kernels/horizontal.h"

#include <algorithm>
#include <cassert>
#include <cstddef>

#include "kernels/interleave.h"
#include "kernels/sum_tiles.h"

namespace upsampling2d {
namespace {

// Room for phases on their way to a row: it stays in the first-level cache.
constexpr ptrdiff_t kPhaseBytes = 8192;
constexpr ptrdiff_t kVectorBytes = 16;

UntypedTaps TapsAt(const HorizontalPass& pass, const Window& window) {
  return {static_cast<const uint8_t*>(pass.weights) + window.weights * pass.kernels.weight_bytes, window.count,
          pass.summing};
}

// Steps of which all phases find room.
ptrdiff_t StepsTogether(const HorizontalPass& pass) {
  return (kPhaseBytes / static_cast<ptrdiff_t>(pass.axis.phases()) - kVectorBytes) /
         (static_cast<ptrdiff_t>(pass.channels) * pass.kernels.dst_bytes);
}

// Whether both phases of a factor of two can be made at once.
bool HasTwoPhases(const HorizontalPass& pass, bool interleaved) {
  if (pass.axis.phases() != 2 || pass.kernels.has_two_phases == nullptr) return false;
  const Window& first = pass.axis.Phase(0);
  const Window& second = pass.axis.Phase(1);
  if (first.count != second.count || second.start != first.start) return false;
  return pass.kernels.has_two_phases({TapsAt(pass, first), TapsAt(pass, second)}, pass.channels, interleaved);
}

// Whether windows that are written out, and share their weights among rows and channels, take less time than phases
// that are made one after the other: for filters of floats. Not for two taps, for wide pixels, and for two phases of
// narrow ones with no more taps than SumRows() has in registers.
bool WindowsPay(const HorizontalPass& pass, int64_t rows) {
  if (pass.kernels.source_bytes != sizeof(float) || pass.kernels.dst_bytes != sizeof(float)) return false;
  if (rows < MostRowsTogether(pass.channels)) return false;
  const int64_t taps = pass.axis.max_taps();
  return taps > 2 && pass.channels < 4 * kWidePixel && (pass.axis.phases() > 2 || pass.channels > 3 || taps > 6);
}

HorizontalWay ChooseWay(const HorizontalPass& pass, int64_t rows) {
  if (!pass.axis.repeats() || pass.axis.stride() != 1) return HorizontalWay::kWindows;
  if (pass.axis.phases() == 1) return HorizontalWay::kOnePhase;
  if (HasTwoPhases(pass, true)) return HorizontalWay::kTwoPhases;
  const bool both = HasTwoPhases(pass, false);
  if (!both && WindowsPay(pass, rows)) return HorizontalWay::kWindows;
  // Wide pixels are written where they belong, and not interleaved afterwards.
  if (pass.channels >= kWidePixel) return both ? HorizontalWay::kTwoPhasesApart : HorizontalWay::kPhasesApart;
  if (StepsTogether(pass) * pass.channels < kWidePixel) return HorizontalWay::kWindows;
  return both ? HorizontalWay::kTwoPhasesInterleaved : HorizontalWay::kPhasesInterleaved;
}

class Filtering {
 public:
  Filtering(const HorizontalPass& pass, const void* src, void* dst)
      : pass_(pass),
        kernels_(pass.kernels),
        axis_(pass.axis),
        channels_(static_cast<ptrdiff_t>(pass.channels)),
        source_pixel_(channels_ * kernels_.source_bytes),
        dst_pixel_(channels_ * kernels_.dst_bytes),
        src_(static_cast<const uint8_t*>(src)),
        dst_(static_cast<uint8_t*>(dst)) {}

  // Targets outside the inner steps, which have windows of their own, of this row and those behind it.
  void FilterOutside(int64_t begin, int64_t end, int64_t rows) const {
    if (begin < end && axis_.kept() && !pass_.exact) {
      return Sum({&axis_.Own(begin), end - begin, pass_.weights, pass_.summing, 0, axis_.source(), axis_.max_taps(),
                  axis_.disorder()},
                 rows, begin);
    }
    const int64_t most_taps = axis_.max_made_taps();
    for (int64_t t = begin; t < end; t = pass_.block->end()) {
      pass_.block->Make(axis_, kernels_, 0, t);
      Sum({&pass_.block->At(t), pass_.block->end() - t, pass_.block->weights(), pass_.summing, 0, axis_.source(),
           most_taps, most_taps},
          rows, t);
    }
  }

  // Inner steps of this row and those behind it, whose windows are written out, some at a time.
  void FilterByWindows(int64_t begin, int64_t end, int64_t rows) const {
    constexpr int64_t kTogether = 64;
    const int64_t most_taps = axis_.max_taps();
    const int64_t first = axis_.TargetOf(begin);
    const int64_t count = (end - begin) * axis_.phases();
    Window windows[kTogether];
    int64_t phase = 0;
    for (int64_t t = 0; t < count; t += kTogether) {
      const int64_t some = std::min(kTogether, count - t);
      for (int64_t i = 0; i < some; ++i) {
        windows[i] = axis_.Phase(phase);
        windows[i].start += begin * axis_.stride();
        if (++phase < axis_.phases()) continue;
        phase = 0;
        ++begin;
      }
      Sum({windows, some, pass_.weights, pass_.summing, 0, axis_.source(), most_taps, most_taps}, rows, first + t);
    }
  }

  // All phases of inner steps.
  [[gnu::noinline]] void FilterInside(int64_t begin, int64_t end) const {
    const ptrdiff_t phases = static_cast<ptrdiff_t>(axis_.phases());
    uint8_t* dst = TargetAt(axis_.TargetOf(begin));
    const int64_t elements = (end - begin) * channels_;
    switch (pass_.way) {
      case HorizontalWay::kWindows:
        return FilterByWindows(begin, end, 1);
      case HorizontalWay::kOnePhase:
        return FilterPhase(0, begin, {elements, 1, 0}, dst);
      case HorizontalWay::kTwoPhases:
        return FilterTwoPhases(begin, {elements, 1, 0}, dst, nullptr);
      case HorizontalWay::kPhasesApart:
      case HorizontalWay::kTwoPhasesApart:
        return FilterPhases(begin, {channels_, end - begin, phases * channels_}, dst, dst_pixel_);
      case HorizontalWay::kPhasesInterleaved:
      case HorizontalWay::kTwoPhasesInterleaved:
        const ptrdiff_t steps = StepsTogether(pass_);
        for (; begin < end; begin += steps, dst += steps * phases * dst_pixel_) {
          FilterInterleaved(begin, std::min<int64_t>(steps, end - begin), dst);
        }
    }
  }

 private:
  const uint8_t* SourceAt(int64_t s) const { return src_ + static_cast<ptrdiff_t>(s) * source_pixel_; }
  uint8_t* TargetAt(int64_t t) const { return dst_ + static_cast<ptrdiff_t>(t) * dst_pixel_; }

  // Targets from t on, in so many rows.
  [[gnu::noinline]] void Sum(const UntypedWindows& windows, int64_t rows, int64_t t) const {
    kernels_.sum_windows(windows, channels_, {rows, axis_.source() * channels_, axis_.target() * channels_}, src_,
                         TargetAt(t));
  }

  // All phases of the steps from `step` on, each `distance` bytes behind the one before.
  void FilterPhases(int64_t step, const Runs& runs, uint8_t* dst, ptrdiff_t distance) const {
    if (pass_.way == HorizontalWay::kTwoPhasesApart || pass_.way == HorizontalWay::kTwoPhasesInterleaved) {
      return FilterTwoPhases(step, runs, dst, dst + distance);
    }
    const int phases = static_cast<int>(axis_.phases());
    for (int p = 0; p < phases; ++p) FilterPhase(p, step, runs, dst + p * distance);
  }

  void FilterTwoPhases(int64_t step, const Runs& runs, uint8_t* first, uint8_t* second) const {
    const Window& window = axis_.Phase(0);
    kernels_.sum_two_phases(SourceAt(step + window.start), channels_,
                            {TapsAt(pass_, window), TapsAt(pass_, axis_.Phase(1))}, runs, first, second);
  }

  // Phase p of the steps from `step` on: the sum of as many rows as there are taps, all of them this row, shifted.
  void FilterPhase(int p, int64_t step, const Runs& runs, uint8_t* dst) const {
    const Window& window = axis_.Phase(p);
    assert(window.count <= kMostTaps);
    const uint8_t* rows[kMostTaps];
    for (int k = 0; k < window.count; ++k) rows[k] = SourceAt(step + window.start + k);
    kernels_.sum_rows(rows, TapsAt(pass_, window), runs, dst);
  }

  // All phases of `steps` steps, first each by itself.
  void FilterInterleaved(int64_t begin, int64_t steps, uint8_t* dst) const {
    const ptrdiff_t distance = static_cast<ptrdiff_t>(steps) * dst_pixel_ + kVectorBytes;
    alignas(16) uint8_t rows[kPhaseBytes];
    FilterPhases(begin, {steps * channels_, 1, 0}, rows, distance);
    Interleave(rows, distance, static_cast<int>(axis_.phases()), dst_pixel_, steps, dst);
  }

  const HorizontalPass& pass_;
  const RowKernels& kernels_;
  const AxisPlan& axis_;
  ptrdiff_t channels_;
  ptrdiff_t source_pixel_;
  ptrdiff_t dst_pixel_;
  const uint8_t* src_;
  uint8_t* dst_;
};

}  // namespace

const char* NameOf(HorizontalWay way) {
  constexpr const char* kNames[] = {"windows",
                                    "one_phase",
                                    "two_phases",
                                    "phases_apart",
                                    "two_phases_apart",
                                    "phases_interleaved",
                                    "two_phases_interleaved"};
  return kNames[static_cast<int>(way)];
}

HorizontalPass MakeHorizontalPass(const RowKernels& kernels, const AxisPlan& axis, const void* weights, Summing summing,
                                  int64_t channels, int64_t rows) {
  HorizontalPass pass = {kernels, axis, weights, summing, channels, HorizontalWay::kWindows};
  pass.way = ChooseWay(pass, rows);
  return pass;
}

void FilterHorizontally(const HorizontalPass& pass, int64_t rows, const void* src, void* dst) {
  const AxisPlan& axis = pass.axis;
  Filtering filtering(pass, src, dst);
  if (pass.exact) return filtering.FilterOutside(0, axis.target(), rows);
  if (pass.way == HorizontalWay::kWindows) {
    filtering.FilterByWindows(axis.inner_begin(), axis.inner_end(), rows);
  } else if (axis.inner_begin() < axis.inner_end()) {
    // As one long row. Steps that straddle two rows yield garbage, which the ends then overwrite.
    const int64_t more = rows > 1 ? (rows - 1) * (axis.target() / axis.phases()) : 0;
    filtering.FilterInside(axis.inner_begin(), axis.inner_end() + more);
  }
  filtering.FilterOutside(0, axis.HeadTargets(), rows);
  filtering.FilterOutside(axis.TailBegin(), axis.target(), rows);
}

void FilterSteps(const HorizontalPass& pass, int64_t begin, int64_t end, const void* src, void* dst) {
  if (begin < end) Filtering(pass, src, dst).FilterInside(begin, end);
}

void FilterHead(const HorizontalPass& pass, const void* src, void* dst) {
  Filtering(pass, src, dst).FilterOutside(0, pass.axis.HeadTargets(), 1);
}

void FilterTail(const HorizontalPass& pass, const void* src, void* dst) {
  Filtering(pass, src, dst).FilterOutside(pass.axis.TailBegin(), pass.axis.target(), 1);
}

}  // namespace upsampling2d
