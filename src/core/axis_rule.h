// Which source pixels a target pixel of one axis reads, and with which weights: worked out for one target at a time,
// from nothing but the rule. Who walks an axis decides which windows to keep (core/axis_plan.h).
#ifndef UPSAMPLING2D_CORE_AXIS_RULE_H_
#define UPSAMPLING2D_CORE_AXIS_RULE_H_

#include <cstdint>

#include "core/filter.h"

namespace upsampling2d {

// Source positions start .. start + count - 1; `weights` is the index of the first one's weight.
struct Window {
  int64_t start;
  int32_t count;
  int32_t weights;

  int64_t end() const { return start + count; }
};

// Drops zero weights at both ends, so that no filter touches a pixel which has no part in the result.
void TrimWindow(Window* window, double* weights);

// `source` pixels enlarged to source * factor.
struct AxisRule {
  const Filter* filter;
  const CoordinateMode* mode;
  Positions positions;
  int64_t source;
  int64_t factor;

  int64_t target() const { return source * factor; }
  // No window reaches farther than this from target / factor, to either side.
  int64_t Reach() const;
  int MostTaps() const;
  // Whether windows repeat: that of target t + factor is that of t, one pixel further on, where no edge cuts them off.
  bool Repeats() const;

  // The window of target t, with its weights in `weights`, which has room for MostTaps(). Stepwise ones are those of
  // core/float_window.h. All others lie inside the image and sum to 1: what the filter's edges drop is renormalised,
  // which for two taps is the same as repeating the edge.
  Window Make(int64_t t, double* weights) const;
  // The same as if the image went on beyond its edges.
  Window MakeWithoutEdges(int64_t t, double* weights) const;
  // The one pixel that target t is a copy of, where the filter copies.
  int64_t Nearest(int64_t t) const;
  // Whether each pixel is copied to `factor` targets in a row.
  bool RepeatsPixels() const;
};

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_CORE_AXIS_RULE_H_
