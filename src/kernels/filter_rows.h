// The horizontal pass: a row of `source` pixels to a row of `target` pixels.
#ifndef UPSAMPLING2D_KERNELS_FILTER_ROWS_H_
#define UPSAMPLING2D_KERNELS_FILTER_ROWS_H_

#include <cstdint>

#include "core/axis_plan.h"
#include "kernels/pass.h"

namespace upsampling2d {

struct RowFilter {
  const Pass& pass;
  // The windows of the columns, and their weights as the pass has them.
  const AxisPlan& axis;
  const void* weights;
  bool normalised;
  int64_t channels;
};

// dst[t][c] = sum over the taps of target t of weight * src[s][c], for several rows that follow each other.
//   src  rows of axis.source() pixels, behind which kSlack elements more can be read
//   dst  exactly as many rows of axis.target() pixels; apart from src
void FilterRows(const RowFilter& row, int64_t rows, const void* src, void* dst);

// The same for one row and some inner steps alone, and for the targets before and behind all of them. `dst` is that of
// the whole row.
void FilterSteps(const RowFilter& row, int64_t begin, int64_t end, const void* src, void* dst);
void FilterHead(const RowFilter& row, const void* src, void* dst);
void FilterTail(const RowFilter& row, const void* src, void* dst);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_FILTER_ROWS_H_
