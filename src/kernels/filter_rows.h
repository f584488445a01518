// The horizontal pass: one row of `source` pixels to one row of `target` pixels, in accumulators.
#ifndef UPSAMPLING2D_KERNELS_FILTER_ROWS_H_
#define UPSAMPLING2D_KERNELS_FILTER_ROWS_H_

#include <cstdint>

#include "core/axis_plan.h"
#include "simd/simd.h"

namespace upsampling2d {

// dst[t][c] = sum over the taps of target t of weight * src[s][c], for pixels of `channels` accumulators.
//   axis     the windows of the columns
//   weights  axis.weights() as accumulators
//   src      axis.source() pixels; where ReadsPastRow(channels), kSlack more accumulators can be read behind them
//   dst      axis.target() pixels and kSlack more accumulators, of any value afterwards; apart from src
template <class Acc>
void FilterRow(const AxisPlan& axis, bool normalised, const Acc* weights, int64_t channels, const Acc* src, Acc* dst);

// A pixel narrower than a vector is read as a whole one.
template <class Acc>
bool ReadsPastRow(int64_t channels) {
  return channels < Lanes<Acc>::kCount;
}

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_FILTER_ROWS_H_
