// What one axis of a tensor needs: for every target position the window of source positions under the filter and their
// weights, in double. Forward and gradient, all filters, coordinate modes and element types read their taps from here.
//
// A whole factor f has only f phases: target t = step * phases + p reads the source from step * stride + start(p) on,
// with the weights of phase p. Only near the ends, where taps fall outside, windows are kept one by one:
//
//   target   0 ..... inner_begin * phases ............. inner_end * phases ..... target
//            [ head: own windows )[ inner steps: phase windows )[ tail: own windows )
//
// Forward: phases = f, stride = 1. Its transpose, the gradient: phases = 1, stride = f.
#ifndef UPSAMPLING2D_CORE_AXIS_PLAN_H_
#define UPSAMPLING2D_CORE_AXIS_PLAN_H_

#include <algorithm>
#include <cstdint>

#include "core/buffer.h"
#include "core/filter.h"
#include "core/status.h"

namespace upsampling2d {

// Source positions start .. start + count - 1; `weights` is the index of the first one's weight.
struct Window {
  int64_t start;
  int32_t count;
  int32_t weights;

  int64_t end() const { return start + count; }
};

class AxisPlan {
 public:
  // Taps of `source * factor` outputs over `source` inputs. Weights sum to 1; taps outside are dropped and the rest
  // renormalised, which for two taps is the same as repeating the edge.
  Status MakeForward(const Filter& filter, const CoordinateMode& mode, int64_t source, int64_t factor);

  // The transpose of `forward`: the weights with which each of its source positions went into its targets.
  Status MakeTranspose(const AxisPlan& forward);

  int64_t source() const { return source_; }
  int64_t target() const { return target_; }
  int64_t phases() const { return phases_; }
  int64_t stride() const { return stride_; }
  int64_t inner_begin() const { return inner_begin_; }
  int64_t inner_end() const { return inner_end_; }
  int max_taps() const { return max_taps_; }

  // The window of phase p relative to step * stride; an empty one where there are no inner steps.
  const Window& Phase(int64_t p) const { return windows_[p]; }
  // The window of a target position outside the inner steps.
  const Window& Own(int64_t t) const {
    return windows_[phases_ + (t < HeadTargets() ? t : HeadTargets() + t - inner_end_ * phases_)];
  }
  // The window of any target position, in source positions.
  Window At(int64_t t) const;

  const double* weights() const { return weights_.data(); }
  int64_t weight_count() const { return weight_count_; }
  // All weights in units of 2^-shift, rounded such that those of a window still sum to 2^shift.
  void WriteWholeWeights(int shift, int16_t* whole) const;

  // Targets before the one, and from the other on, have windows of their own.
  int64_t HeadTargets() const { return inner_begin_ * phases_; }
  int64_t TailBegin() const { return inner_end_ * phases_; }

  // A source position from which on no target of the steps before `step` reads; there may be smaller ones.
  int64_t SourceEnd(int64_t step) const { return std::min(source_, step * stride_ + reach_ + 1); }
  // At least as many source positions as any `targets` targets in a row read.
  int64_t MostNeeded(int64_t targets) const {
    return std::min(source_, (targets / phases_ + 2) * stride_ + 2 * (reach_ + 1));
  }

  // The first source position that target t or a later one reads.
  int64_t FirstNeeded(int64_t t) const;
  // How many source rows must be kept at once when targets are computed in order.
  int64_t RowsInFlight() const;
  // Whether every target is a copy of the source position of the same index.
  bool IsIdentity() const;

 private:
  // The weights of one target, written behind those already kept.
  using WindowFn = Window (*)(const void* context, int64_t t, double* weights);
  Status Fill(WindowFn window, const void* context, int64_t most_taps);
  int64_t TailTargets() const { return target_ - TailBegin(); }
  double WeightAt(int64_t t, int64_t s) const;

  int64_t source_ = 0;
  int64_t target_ = 0;
  int64_t phases_ = 0;
  int64_t stride_ = 0;
  int64_t inner_begin_ = 0;
  int64_t inner_end_ = 0;
  // Source positions that a window may reach to either side of its target's position.
  int64_t reach_ = 0;
  int32_t max_taps_ = 0;
  int64_t weight_count_ = 0;
  Buffer<Window> windows_;  // phases, head, tail
  Buffer<double> weights_;
};

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_CORE_AXIS_PLAN_H_
