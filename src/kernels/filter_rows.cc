#include "kernels/filter_rows.h"

#include <algorithm>
#include <cstddef>

#include "kernels/filter_windows.h"
#include "kernels/interleave.h"

namespace upsampling2d {
namespace {

// Channels from which on a pixel is written where it is to lie, and not interleaved afterwards.
constexpr ptrdiff_t kWide = 16;
// Room for phases on their way to a row: it stays in the first-level cache.
constexpr ptrdiff_t kPhaseBytes = 8192;
constexpr ptrdiff_t kVectorBytes = 16;

class Filtering {
 public:
  Filtering(const RowFilter& row, const void* src, void* dst)
      : row_(row),
        pass_(row.pass),
        axis_(row.axis),
        channels_(static_cast<ptrdiff_t>(row.channels)),
        source_pixel_(channels_ * pass_.source_bytes),
        dst_pixel_(channels_ * pass_.dst_bytes),
        src_(static_cast<const uint8_t*>(src)),
        dst_(static_cast<uint8_t*>(dst)) {}

  // Targets outside the inner steps.
  void Own(int64_t begin, int64_t end) const {
    if (begin < end) FilterEach(&axis_.Own(begin), end - begin, 0, TargetAt(begin));
  }

  void NextRow() {
    src_ = SourceAt(axis_.source());
    dst_ = TargetAt(axis_.target());
  }

  // All phases of inner steps.
  [[gnu::noinline]] void Steps(int64_t begin, int64_t end) const {
    const ptrdiff_t phases = static_cast<ptrdiff_t>(axis_.phases());
    uint8_t* dst = TargetAt(begin * phases);
    if (axis_.stride() != 1) return StepByStep(begin, end, dst);
    if (phases == 1) return Phase(0, begin, {(end - begin) * channels_, 1, 0}, dst);
    if (phases == 2 && Pairs(begin, {(end - begin) * channels_, 1, 0}, dst, nullptr)) return;
    if (channels_ >= kWide) return Phases(begin, {channels_, end - begin, phases * channels_}, dst, dst_pixel_);
    // Steps of which all phases find room.
    const ptrdiff_t room = (kPhaseBytes / phases - kVectorBytes) / dst_pixel_;
    if (room * channels_ < kWide) return StepByStep(begin, end, dst);
    for (; begin < end; begin += room, dst += room * phases * dst_pixel_) {
      Interleaved(begin, std::min<int64_t>(room, end - begin), dst);
    }
  }

 private:
  UntypedTaps TapsOf(const Window& window) const {
    return {static_cast<const uint8_t*>(row_.weights) + window.weights * pass_.weight_bytes, window.count,
            row_.normalised};
  }

  const uint8_t* SourceAt(int64_t s) const { return src_ + static_cast<ptrdiff_t>(s) * source_pixel_; }
  uint8_t* TargetAt(int64_t t) const { return dst_ + static_cast<ptrdiff_t>(t) * dst_pixel_; }

  // Targets with these windows, of which the positions begin at `origin`.
  void FilterEach(const Window* windows, int64_t count, int64_t origin, uint8_t* dst) const {
    pass_.windows({windows, count, row_.weights, row_.normalised}, channels_, SourceAt(origin), dst);
  }

  void StepByStep(int64_t begin, int64_t end, uint8_t* dst) const {
    const int64_t phases = axis_.phases();
    for (int64_t step = begin; step < end; ++step, dst += phases * dst_pixel_) {
      FilterEach(&axis_.Phase(0), phases, step * axis_.stride(), dst);
    }
  }

  // All phases of the steps from `step` on, each `distance` bytes behind the one before.
  void Phases(int64_t step, const Runs& runs, uint8_t* dst, ptrdiff_t distance) const {
    const int phases = static_cast<int>(axis_.phases());
    if (phases == 2 && Pairs(step, runs, dst, dst + distance)) return;
    for (int p = 0; p < phases; ++p) Phase(p, step, runs, dst + p * distance);
  }

  // Both phases of a factor of two, if there are kernels for that.
  bool Pairs(int64_t step, const Runs& runs, uint8_t* first, uint8_t* second) const {
    const Window& one = axis_.Phase(0);
    const Window& other = axis_.Phase(1);
    if (one.count != other.count || other.start != one.start + 1 || !row_.normalised) return false;
    if (pass_.pairs == nullptr) return false;
    const UntypedTaps phases[] = {TapsOf(one), TapsOf(other)};
    return pass_.pairs(SourceAt(step + one.start), channels_, phases, runs, first, second);
  }

  // Phase p of the steps from `step` on: a vertical pass over as many rows as there are taps, all of them this row.
  void Phase(int p, int64_t step, const Runs& runs, uint8_t* dst) const {
    const Window& window = axis_.Phase(p);
    const void* rows[kMostTaps];
    for (int k = 0; k < window.count; ++k) rows[k] = SourceAt(step + window.start + k);
    pass_.columns(rows, TapsOf(window), runs, dst);
  }

  // All phases of `steps` steps, first each by itself.
  void Interleaved(int64_t begin, int64_t steps, uint8_t* dst) const {
    const int phases = static_cast<int>(axis_.phases());
    const ptrdiff_t distance = static_cast<ptrdiff_t>(steps) * dst_pixel_ + kVectorBytes;
    alignas(16) uint8_t rows[kPhaseBytes];
    Phases(begin, {steps * channels_, 1, 0}, rows, distance);
    Interleave(rows, distance, phases, dst_pixel_, steps, dst);
  }

  const RowFilter& row_;
  const Pass& pass_;
  const AxisPlan& axis_;
  ptrdiff_t channels_;
  ptrdiff_t source_pixel_;
  ptrdiff_t dst_pixel_;
  const uint8_t* src_;
  uint8_t* dst_;
};

}  // namespace

// The inner steps of all rows are filtered as one, those between one row's and the next one's too, of which nothing
// stays.
void FilterRows(const RowFilter& row, int64_t rows, const void* src, void* dst) {
  const AxisPlan& axis = row.axis;
  Filtering filtering(row, src, dst);
  if (axis.inner_begin() < axis.inner_end()) {
    const int64_t more = rows > 1 ? (rows - 1) * (axis.target() / axis.phases()) : 0;
    filtering.Steps(axis.inner_begin(), axis.inner_end() + more);
  }
  for (; rows > 0; --rows) {
    filtering.Own(0, axis.HeadTargets());
    filtering.Own(axis.TailBegin(), axis.target());
    filtering.NextRow();
  }
}

void FilterSteps(const RowFilter& row, int64_t begin, int64_t end, const void* src, void* dst) {
  if (begin < end) Filtering(row, src, dst).Steps(begin, end);
}

void FilterHead(const RowFilter& row, const void* src, void* dst) {
  Filtering(row, src, dst).Own(0, row.axis.HeadTargets());
}

void FilterTail(const RowFilter& row, const void* src, void* dst) {
  Filtering(row, src, dst).Own(row.axis.TailBegin(), row.axis.target());
}

}  // namespace upsampling2d
