#include "core/axis_plan.h"

#include <cassert>

namespace upsampling2d {
namespace {

// Windows and weights of longer axes are not kept: a few megabytes, whatever the image.
constexpr int64_t kMostKeptWindows = 1 << 16;
constexpr int64_t kMostKeptWeights = 1 << 19;

// TensorFlow multiplies all of a span, which is as long as any of its axis, also where weights are 0.
bool PadsWindows(const AxisRule& rule) {
  return rule.positions == Positions::kStepwise && rule.filter->float_way == FloatWay::kSpan;
}

// How far forward windows reach around the step of a target.
int64_t ForwardReach(const AxisRule& rule) { return rule.Reach() + 1; }

}  // namespace

Status AxisPlan::MakeForward(const AxisRule& rule) {
  rule_ = rule;
  transposed_ = false;
  forward_ = nullptr;
  source_ = rule.source;
  target_ = rule.target();
  phases_ = rule.factor;
  stride_ = 1;
  reach_ = ForwardReach(rule);
  max_taps_ = rule.MostTaps();
  repeats_ = rule.Repeats();
  pads_ = PadsWindows(rule);
  padded_taps_ = pads_ ? rule.MostTaps() - 1 : 0;
  inner_begin_ = inner_end_ = lead_ = 0;
  const Status status = repeats_ ? MeasureSteps() : Status::kOk;
  return status == Status::kOk ? MakeTables() : status;
}

// A step begins where windows begin a source position later than the one before. It is inner if none of its windows
// crosses an edge. The first targets of an axis without edges show how far they reach.
Status AxisPlan::MeasureSteps() {
  if (weights_.Allocate(max_taps_) != Status::kOk) return Status::kOutOfMemory;
  int64_t start = rule_.MakeWithoutEdges(phases_ - 1, weights_.data()).start - 1;
  int64_t before = 0;
  int64_t behind = 1;
  bool found = false;
  for (int64_t p = 0; p < phases_; ++p) {
    Window window = rule_.MakeWithoutEdges(p, weights_.data());
    if (!found && window.start > start) {
      found = true;
      lead_ = p;
    }
    start = window.start;
    // What comes before belongs to the step before, and is the end of this one a position later.
    if (!found) ++window.start;
    before = std::max(before, -window.start);
    behind = std::max(behind, window.end());
  }
  assert(found);
  inner_begin_ = before;
  inner_end_ = source_ - behind + 1;
  if (inner_begin_ >= inner_end_) inner_begin_ = inner_end_ = lead_ = 0;
  return Status::kOk;
}

Status AxisPlan::MakeTranspose(const AxisRule& rule) {
  AxisPlan forward;
  if (forward.MakeForward(rule) != Status::kOk) return Status::kOutOfMemory;
  rule_ = rule;
  transposed_ = true;
  source_ = rule.target();
  target_ = rule.source;
  phases_ = 1;
  lead_ = 0;
  stride_ = rule.factor;
  const int64_t margin = ForwardReach(rule);
  reach_ = margin * rule.factor;
  max_taps_ = std::min((2 * margin + 1) * rule.factor, source_);
  repeats_ = forward.repeats_;
  pads_ = PadsWindows(rule);
  // The first targets of the first inner step may belong to the step before.
  const int64_t begin = forward.inner_begin_ + margin + 1;
  const int64_t end = forward.inner_end_ - margin;
  inner_begin_ = begin < end ? begin : 0;
  inner_end_ = begin < end ? end : 0;
  forward_ = forward.kept_ ? &forward : nullptr;
  padded_taps_ = 0;
  if (forward.kept_ && pads_) {
    Buffer<double> weights;
    if (weights.Allocate(max_taps_) != Status::kOk) return Status::kOutOfMemory;
    PadTransposed(&weights);
  }
  const Status status = MakeTables();
  forward_ = nullptr;
  return status;
}

Status AxisPlan::MakeTables() {
  const int64_t own = HeadTargets() + target_ - TailBegin();
  kept_phases_ = repeats_ ? phases_ : 0;
  const int64_t count = kept_phases_ + own;
  // A weight's index is an int32.
  if (max_taps_ > INT32_MAX / 2) return Status::kOutOfMemory;
  kept_ = count <= kMostKeptWindows && (count * max_taps_ <= kMostKeptWeights || count <= 2 * reach_ / stride_ + 2);
  weight_count_ = 0;
  max_made_taps_ = max_taps_;
  if (!kept_) {
    kept_phases_ = 0;
    repeats_ = false;
    inner_begin_ = inner_end_ = lead_ = 0;
    return Status::kOk;
  }
  if (count * max_taps_ > INT32_MAX || windows_.Allocate(count) != Status::kOk ||
      weights_.Allocate(count * max_taps_) != Status::kOk) {
    return Status::kOutOfMemory;
  }
  const auto add = [&](int64_t index, int64_t t, int64_t origin) {
    Window made = MakeWindow(t, weights_.data() + weight_count_);
    // The padding at its end is taken off.
    while (pads_ && made.count > 1 && weights_[weight_count_ + made.count - 1] == 0) --made.count;
    made.start -= origin;
    made.weights = static_cast<int32_t>(weight_count_);
    weight_count_ += made.count;
    windows_[index] = made;
  };
  for (int64_t p = 0; p < kept_phases_; ++p) {
    windows_[p] = {};
    if (inner_begin_ < inner_end_) add(p, HeadTargets() + p, inner_begin_ * stride_);
  }
  for (int64_t t = 0; t < HeadTargets(); ++t) add(kept_phases_ + t, t, 0);
  for (int64_t t = TailBegin(); t < target_; ++t) add(kept_phases_ + HeadTargets() + t - TailBegin(), t, 0);
  MeasureWindows();
  return Status::kOk;
}

void AxisPlan::MeasureWindows() {
  max_taps_ = 0;
  disorder_ = 0;
  int64_t start = INT64_MIN;
  for (int64_t w = 0; w < windows_.size(); ++w) {
    max_taps_ = std::max<int64_t>(max_taps_, windows_[w].count);
    if (w < kept_phases_) continue;
    start = std::max(start, windows_[w].start);
    disorder_ = std::max(disorder_, start - windows_[w].start);
  }
}

Status AxisPlan::WriteOut() {
  if (!repeats_ || target_ > kMostKeptWindows) return Status::kOk;
  Buffer<Window> all;
  if (all.Allocate(target_) != Status::kOk) return Status::kOutOfMemory;
  for (int64_t t = 0; t < target_; ++t) all[t] = At(t);
  windows_.Swap(all);
  repeats_ = false;
  kept_phases_ = 0;
  inner_begin_ = inner_end_ = lead_ = 0;
  MeasureWindows();
  return Status::kOk;
}

Window AxisPlan::MakeWindow(int64_t t, double* weights) const {
  return transposed_ ? MakeTransposed(t, weights) : rule_.Make(t, weights);
}

double AxisPlan::WeightAt(int64_t t, int64_t s) const {
  double made[32];
  assert(rule_.MostTaps() <= 32);
  const Window window = forward_ != nullptr ? forward_->At(t) : rule_.Make(t, made);
  const double* weights = forward_ != nullptr ? forward_->weights() + window.weights : made;
  if (s > 0 && s < target_ - 1) return s >= window.start && s < window.end() ? weights[s - window.start] : 0;
  // Taps outside read the pixel at the edge.
  double weight = 0;
  for (int k = 0; k < window.count; ++k) {
    if (std::clamp<int64_t>(window.start + k, 0, target_ - 1) == s) weight += weights[k];
  }
  return weight;
}

Window AxisPlan::MakeTransposed(int64_t s, double* weights) const {
  const int64_t margin = reach_ / stride_;
  const int64_t first = std::max<int64_t>((s - margin) * stride_, 0);
  const int64_t end = std::min((s + margin + 1) * stride_, source_);
  Window made = {first, static_cast<int32_t>(end - first), 0};
  for (int64_t t = first; t < end; ++t) weights[t - first] = WeightAt(t, s);
  TrimWindow(&made, weights);
  const int64_t padded = std::min(made.start + padded_taps_, source_);
  for (; made.end() < padded; ++made.count) weights[made.count] = 0;
  return made;
}

// ComputeGradSpansCore in TensorFlow's scale_and_translate_op.cc: all windows are as long as the longest, as far as
// there are pixels.
void AxisPlan::PadTransposed(Buffer<double>* weights) {
  int64_t longest = 0;
  for (int64_t s = 0; s < target_; ++s) {
    // Inner windows are all alike.
    if (s == inner_begin_ + 1 && s < inner_end_) s = inner_end_;
    if (s < target_) longest = std::max<int64_t>(longest, MakeTransposed(s, weights->data()).count);
  }
  padded_taps_ = longest;
}

void AxisPlan::MakeWindows(int64_t begin, int64_t end, Window* windows, double* weights) const {
  int64_t next = 0;
  for (int64_t t = begin; t < end; ++t) {
    Window made = MakeWindow(t, weights + next);
    made.weights = static_cast<int32_t>(next);
    next += made.count;
    windows[t - begin] = made;
  }
}

Window AxisPlan::At(int64_t t) const {
  if (t < HeadTargets() || t >= TailBegin()) return Own(t);
  // A side has less than 2^31 pixels, and a division of 64 bits takes twice as long.
  const int64_t step = static_cast<uint32_t>(t - lead_) / static_cast<uint32_t>(phases_);
  Window window = windows_[t - TargetOf(step)];
  window.start += step * stride_;
  return window;
}

// Windows whose ends were trimmed are not in order from one phase to the next; over two steps they are.
int64_t AxisPlan::FirstRead(int64_t t) const {
  if (!kept_) return SourceBegin(t);
  int64_t first = source_;
  for (int64_t u = t; u < std::min(t + 2 * phases_, target_); ++u) first = std::min(first, At(u).start);
  return std::max<int64_t>(first, 0);
}

int64_t AxisPlan::LastReadEnd(int64_t begin, int64_t end) const {
  if (!kept_) return SourceEnd(end - 1);
  int64_t last = 0;
  for (int64_t t = std::max(begin, end - 2 * phases_); t < end; ++t) last = std::max(last, ReadEnd(At(t)));
  return last;
}

int64_t AxisPlan::RowsInFlight() const {
  if (!kept_) return MostNeeded(1);
  int64_t filtered = 0;
  int64_t most = 1;
  const auto look = [&](int64_t begin, int64_t end) {
    for (int64_t t = std::max<int64_t>(begin, 0); t < std::min(end, target_); ++t) {
      const Window window = At(t);
      filtered = std::max(filtered, ReadEnd(window));
      most = std::max(most, filtered - std::max<int64_t>(window.start, 0));
    }
  };
  // All inner steps look alike, so a few of them and everything else tell.
  look(0, TargetOf(inner_begin_ + 3));
  filtered = 0;
  look(TargetOf(inner_end_ - 3), target_);
  return most;
}

}  // namespace upsampling2d
