// How one axis of a tensor is walked: which windows are kept in tables, and in which steps they come. Forward and
// gradient, all filters, coordinate modes and element types read their taps from here.
//
// Where windows repeat, a factor f has only f phases: target t = step * phases + p reads the source from step * stride
// + start(p) on, with the weights of phase p. Only near the ends, where taps fall outside, windows are kept one by one:
//
//   target   0 ..... inner_begin * phases ............. inner_end * phases ..... target
//            [ head: own windows )[ inner steps: phase windows )[ tail: own windows )
//
// Forward: phases = f, stride = 1. Its transpose, the gradient: phases = 1, stride = f. Where windows do not repeat
// there are no inner steps: every target has a window of its own. Those of a short axis are kept; those of a long one
// are made when they are needed, some at a time (WindowBlock).
#ifndef UPSAMPLING2D_CORE_AXIS_PLAN_H_
#define UPSAMPLING2D_CORE_AXIS_PLAN_H_

#include <algorithm>
#include <cstdint>

#include "core/axis_rule.h"
#include "core/buffer.h"
#include "core/status.h"

namespace upsampling2d {

class AxisPlan {
 public:
  // The taps of rule.target() outputs over rule.source inputs.
  Status MakeForward(const AxisRule& rule);
  // The transpose: the weights with which each source position of the rule went into its targets.
  Status MakeTranspose(const AxisRule& rule);
  // Gives every target of a short axis its own window, as if windows did not repeat. Weights stay those of the phases.
  Status WriteOut();

  int64_t source() const { return source_; }
  int64_t target() const { return target_; }
  int64_t phases() const { return phases_; }
  int64_t stride() const { return stride_; }
  bool repeats() const { return repeats_; }
  int64_t inner_begin() const { return inner_begin_; }
  int64_t inner_end() const { return inner_end_; }
  // No window has more taps.
  int64_t max_taps() const { return max_taps_; }
  // No kept window outside the inner steps begins further before one that precedes it: trimmed ones may.
  int64_t disorder() const { return disorder_; }
  // For an axis whose pixels are copied.
  int64_t Nearest(int64_t t) const { return rule_.Nearest(t); }

  // Whether all windows are kept. If not, only MakeWindows() has them.
  bool kept() const { return kept_; }
  // Whether kept windows lack taps of weight 0 that a sum of infinities must have, or have more of them: then they
  // serve finite pixels alone, and MakeWindows() has the exact ones.
  bool pads() const { return pads_; }
  // The end of the source positions that a kept window reads, and so does the exact one.
  int64_t ReadEnd(const Window& window) const {
    return std::min(std::max(window.end(), window.start + padded_taps_), source_);
  }
  // No window of MakeWindows() has more taps.
  int64_t max_made_taps() const { return max_made_taps_; }
  // The window of phase p relative to step * stride; an empty one where there are no inner steps.
  const Window& Phase(int64_t p) const { return windows_[p]; }
  // The window of a target position outside the inner steps.
  const Window& Own(int64_t t) const {
    return windows_[kept_phases_ + (t < HeadTargets() ? t : HeadTargets() + t - TailBegin())];
  }
  // The window of any target position, in source positions. Taps outside the source read the pixel at its edge.
  Window At(int64_t t) const;
  const Window* windows() const { return windows_.data(); }
  int64_t window_count() const { return windows_.size(); }
  const double* weights() const { return weights_.data(); }
  int64_t weight_count() const { return weight_count_; }

  // The windows of targets [begin, end), with room for max_made_taps() weights each. Their weights follow each other.
  void MakeWindows(int64_t begin, int64_t end, Window* windows, double* weights) const;

  // The first target of an inner step. Steps begin with a phase such that, if possible, all windows of one begin at the
  // same source position:
  //   source   0       1       2            factor 2, two taps: step 0 is targets 1 and 2, which lie
  //   target  0 1     2 3     4 5           between the source positions 0 and 1
  int64_t TargetOf(int64_t step) const { return step * phases_ + lead_; }

  // Targets before HeadTargets() and from TailBegin() on have windows of their own.
  int64_t HeadTargets() const { return TargetOf(inner_begin_); }
  int64_t TailBegin() const { return TargetOf(inner_end_); }

  // Bounds of the source positions that target t reads; they rise with t, and need not be tight.
  int64_t SourceBegin(int64_t t) const { return std::max<int64_t>(0, t / phases_ * stride_ - reach_); }
  int64_t SourceEnd(int64_t t) const { return std::min(source_, (t / phases_ + 1) * stride_ + reach_); }
  // The first source position that target t or a later one reads, and the end of those that targets [begin, end) read,
  // padding included: tight where windows are kept.
  int64_t FirstRead(int64_t t) const;
  int64_t LastReadEnd(int64_t begin, int64_t end) const;
  // At least as many source positions as any `targets` targets in a row read.
  int64_t MostNeeded(int64_t targets) const {
    return std::min(source_, (targets / phases_ + 2) * stride_ + 2 * reach_);
  }
  // How many source rows must be kept at once when targets are computed in order.
  int64_t RowsInFlight() const;

 private:
  Status MeasureSteps();
  Status MakeTables();
  void MeasureWindows();
  Window MakeWindow(int64_t t, double* weights) const;
  Window MakeTransposed(int64_t s, double* weights) const;
  double WeightAt(int64_t t, int64_t s) const;
  void PadTransposed(Buffer<double>* weights);

  AxisRule rule_ = {};
  bool transposed_ = false;
  int64_t source_ = 0;
  int64_t target_ = 0;
  int64_t phases_ = 1;
  int64_t stride_ = 1;
  bool repeats_ = false;
  bool kept_ = false;
  int64_t kept_phases_ = 0;
  int64_t inner_begin_ = 0;
  int64_t inner_end_ = 0;
  // Targets before step 0.
  int64_t lead_ = 0;
  // Source positions that a window may reach to either side of its step's.
  int64_t reach_ = 0;
  bool pads_ = false;
  // Exact windows are so long, but for the source's end.
  int64_t padded_taps_ = 0;
  int64_t max_taps_ = 0;
  int64_t max_made_taps_ = 0;
  int64_t disorder_ = 0;
  int64_t weight_count_ = 0;
  Buffer<Window> windows_;  // phases, head, tail
  Buffer<double> weights_;
  // The forward windows that a transpose is made of, where they are kept.
  const AxisPlan* forward_ = nullptr;
};

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_CORE_AXIS_PLAN_H_
