#include "core/axis_plan.h"

#include <algorithm>
#include <cmath>

namespace upsampling2d {
namespace {

int64_t FloorDiv(int64_t num, int64_t den) { return num / den - (num % den < 0 ? 1 : 0); }

// Drops zero weights at both ends, so that no filter touches a pixel which has no part in the result.
void Trim(Window* window, double* weights) {
  int first = 0;
  int last = window->count - 1;
  while (first < last && weights[first] == 0) ++first;
  while (last > first && weights[last] == 0) --last;
  window->start += first;
  window->count = last - first + 1;
  std::copy(weights + first, weights + last + 1, weights);
}

struct Forward {
  const Filter* filter;
  const CoordinateMode* mode;
  int64_t source;
  int64_t factor;
  // Pixels before `first` and from `end` on do not exist.
  int64_t first;
  int64_t end;
};

Window CopyWindow(const Forward& axis, Position at, double* weights) {
  weights[0] = 1;
  const int64_t nearest = axis.mode->rounds ? FloorDiv(2 * at.num + at.den, 2 * at.den) : FloorDiv(at.num, at.den);
  return {nearest, 1, 0};
}

Window ForwardWindow(const void* context, int64_t t, double* weights) {
  const Forward& axis = *static_cast<const Forward*>(context);
  const Filter& filter = *axis.filter;
  const Position at = axis.mode->position(t, axis.source, axis.factor);
  if (filter.Copies()) return CopyWindow(axis, at, weights);
  const int64_t floor = FloorDiv(at.num, at.den);
  double fraction = static_cast<double>(at.num - floor * at.den) / static_cast<double>(at.den);
  if (filter.phase_steps > 0) fraction = std::nearbyint(fraction * filter.phase_steps) / filter.phase_steps;
  const int64_t reach = static_cast<int64_t>(std::ceil(filter.radius));
  const int64_t first = std::max(floor - reach, axis.first);
  const int64_t last = std::min(floor + 1 + reach, axis.end - 1);
  Window window = {first, static_cast<int32_t>(last - first + 1), 0};
  double sum = 0;
  for (int64_t j = first; j <= last; ++j) {
    const double weight = filter.weight(std::fabs(static_cast<double>(j - floor) - fraction));
    weights[j - first] = weight;
    sum += weight;
  }
  if (sum == 0) {
    // Rounded to the first pixel outside, as asymmetric bicubic is by a factor over 2048: its edge is repeated.
    weights[0] = 1;
    return {last, 1, 0};
  }
  for (int k = 0; k < window.count; ++k) weights[k] /= sum;
  Trim(&window, weights);
  return window;
}

}  // namespace

Status AxisPlan::Fill(WindowFn window, const void* context, int64_t most_taps) {
  const int64_t own = HeadTargets() + TailTargets();
  // A weight's index is an int32.
  if ((phases_ + own) * most_taps > INT32_MAX) return Status::kOutOfMemory;
  if (windows_.Allocate(phases_ + own) != Status::kOk) return Status::kOutOfMemory;
  if (weights_.Allocate((phases_ + own) * most_taps) != Status::kOk) return Status::kOutOfMemory;
  weight_count_ = 0;
  max_taps_ = 0;
  const auto add = [&](int64_t index, int64_t t, int64_t origin) {
    Window made = window(context, t, weights_.data() + weight_count_);
    made.start -= origin;
    made.weights = static_cast<int32_t>(weight_count_);
    weight_count_ += made.count;
    max_taps_ = std::max(max_taps_, made.count);
    windows_[index] = made;
  };
  for (int64_t p = 0; p < phases_; ++p) {
    windows_[p] = {};
    if (inner_begin_ < inner_end_) add(p, inner_begin_ * phases_ + p, inner_begin_ * stride_);
  }
  for (int64_t t = 0; t < HeadTargets(); ++t) add(phases_ + t, t, 0);
  for (int64_t t = 0; t < TailTargets(); ++t) add(phases_ + HeadTargets() + t, inner_end_ * phases_ + t, 0);
  return Status::kOk;
}

Status AxisPlan::MakeForward(const Filter& filter, const CoordinateMode& mode, int64_t source, int64_t factor) {
  source_ = source;
  target_ = source * factor;
  phases_ = factor;
  stride_ = 1;
  reach_ = static_cast<int64_t>(std::ceil(filter.radius)) + 1;
  inner_begin_ = 0;
  inner_end_ = 0;
  const int64_t most_taps = 2 * reach_;
  if (factor > INT32_MAX / most_taps) return Status::kOutOfMemory;
  if (weights_.Allocate(most_taps) != Status::kOk) return Status::kOutOfMemory;
  Forward axis = {&filter, &mode, source, factor, -reach_, source + reach_};
  if (mode.periodic) {
    // A step is inner if nothing is missing under its phases: those of step 0, on a longer axis, tell how far they
    // reach. Windows move with the position, so the outermost phases do; the very last may be trimmed to a single
    // pixel.
    int64_t before = 0;
    int64_t behind = 1;
    for (const int64_t t :
         {int64_t{0}, std::min<int64_t>(1, factor - 1), std::max<int64_t>(factor - 2, 0), factor - 1}) {
      const Window window = ForwardWindow(&axis, t, weights_.data());
      before = std::max(before, -window.start);
      behind = std::max(behind, window.end());
    }
    inner_begin_ = std::min(before, source);
    inner_end_ = std::max(source - behind + 1, inner_begin_);
  }
  axis.first = 0;
  axis.end = source;
  return Fill(ForwardWindow, &axis, most_taps);
}

double AxisPlan::WeightAt(int64_t t, int64_t s) const {
  const Window window = At(t);
  return s >= window.start && s < window.end() ? weights_[window.weights + (s - window.start)] : 0;
}

Status AxisPlan::MakeTranspose(const AxisPlan& forward) {
  // Targets of the forward plan that may read source s: those whose position is less than reach_ + 1 away.
  struct Transpose {
    const AxisPlan* forward;
    int64_t factor;
    int64_t margin;
  };
  const Transpose context = {&forward, forward.target_ / forward.source_, forward.reach_ + 1};
  const WindowFn window = [](const void* opaque, int64_t s, double* weights) -> Window {
    const Transpose& axis = *static_cast<const Transpose*>(opaque);
    const int64_t first = std::max<int64_t>((s - axis.margin) * axis.factor, 0);
    const int64_t end = std::min((s + axis.margin + 1) * axis.factor, axis.forward->target_);
    Window made = {first, static_cast<int32_t>(end - first), 0};
    for (int64_t t = first; t < end; ++t) weights[t - first] = axis.forward->WeightAt(t, s);
    Trim(&made, weights);
    return made;
  };
  source_ = forward.target_;
  target_ = forward.source_;
  phases_ = 1;
  stride_ = context.factor;
  reach_ = context.margin * context.factor;
  const int64_t begin = forward.inner_begin_ + context.margin;
  const int64_t end = forward.inner_end_ - context.margin;
  inner_begin_ = begin < end ? begin : 0;
  inner_end_ = begin < end ? end : 0;
  return Fill(window, &context, (2 * context.margin + 1) * context.factor);
}

void AxisPlan::WriteWholeWeights(int shift, int16_t* whole) const {
  for (int64_t w = 0; w < windows_.size(); ++w) {
    const Window& window = windows_[w];
    const double* exact = weights_.data() + window.weights;
    int16_t* rounded = whole + window.weights;
    int largest = 0;
    int rest = 1 << shift;
    for (int k = 0; k < window.count; ++k) {
      rounded[k] = static_cast<int16_t>(std::nearbyint(std::ldexp(exact[k], shift)));
      rest -= rounded[k];
      if (exact[k] > exact[largest]) largest = k;
    }
    if (window.count > 0) rounded[largest] = static_cast<int16_t>(rounded[largest] + rest);
  }
}

Window AxisPlan::At(int64_t t) const {
  if (t < HeadTargets() || t >= inner_end_ * phases_) return Own(t);
  // A side has less than 2^31 pixels, and a division of 64 bits takes twice as long.
  const int64_t step = static_cast<uint32_t>(t) / static_cast<uint32_t>(phases_);
  Window window = windows_[t - step * phases_];
  window.start += step * stride_;
  return window;
}

int64_t AxisPlan::FirstNeeded(int64_t t) const {
  // Trimmed windows are not monotone from one phase to the next; over two steps they are.
  const int64_t steps = std::max(phases_, target_ / source_);
  int64_t first = At(t).start;
  for (int64_t u = t + 1; u < std::min(t + 2 * steps, target_); ++u) first = std::min(first, At(u).start);
  return first;
}

int64_t AxisPlan::RowsInFlight() const {
  int64_t filtered = 0;
  int64_t most = 1;
  const auto look = [&](int64_t begin, int64_t end) {
    for (int64_t t = std::max<int64_t>(begin, 0); t < std::min(end, target_); ++t) {
      const Window window = At(t);
      filtered = std::max(filtered, window.end());
      most = std::max(most, filtered - window.start);
    }
  };
  // All inner steps look alike, so a few of them and everything else tell.
  look(0, (inner_begin_ + 3) * phases_);
  filtered = 0;
  look((inner_end_ - 3) * phases_, target_);
  return most;
}

bool AxisPlan::IsIdentity() const {
  if (source_ != target_) return false;
  for (int64_t w = 0; w < windows_.size(); ++w) {
    const bool unused_phase = w < phases_ && inner_begin_ >= inner_end_;
    if (!unused_phase && windows_[w].count != 1) return false;
  }
  return true;
}

}  // namespace upsampling2d
