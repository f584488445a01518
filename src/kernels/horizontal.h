// The horizontal pass: a row of `source` pixels to a row of `target` pixels.
#ifndef UPSAMPLING2D_KERNELS_HORIZONTAL_H_
#define UPSAMPLING2D_KERNELS_HORIZONTAL_H_

#include <cstdint>

#include "core/axis_plan.h"
#include "kernels/row_kernels.h"
#include "kernels/window_block.h"

namespace upsampling2d {

// How the inner steps of a row come to be written. In kWindows they need not repeat.
enum class HorizontalWay {
  kWindows,              // one window after the other, in several rows at a time
  kOnePhase,             // there is one phase: a sum of shifted rows, straight to the target
  kTwoPhases,            // both phases at once, interleaved as they are written
  kPhasesApart,          // wide pixels: each phase writes its pixels where they belong
  kTwoPhasesApart,       // the same, both phases at once
  kPhasesInterleaved,    // each phase to a row of its own, which are interleaved afterwards
  kTwoPhasesInterleaved  // the same, both phases at once
};

const char* NameOf(HorizontalWay way);

struct HorizontalPass {
  const RowKernels& kernels;
  // The windows of the columns, and their weights as the kernels have them.
  const AxisPlan& axis;
  const void* weights;
  Summing summing;
  int64_t channels;
  HorizontalWay way;
  // Where windows that the axis does not keep are made; else unused.
  WindowBlock* block = nullptr;
  // Whether to take none of the kept windows, but the exact ones: see AxisPlan::pads().
  bool exact = false;
};

// A pass that takes the best way there is for these weights and channels, where so many rows come together. In kWindows
// it takes less time after AxisPlan::WriteOut().
HorizontalPass MakeHorizontalPass(const RowKernels& kernels, const AxisPlan& axis, const void* weights, Summing summing,
                                  int64_t channels, int64_t rows);

// dst[t][c] = sum over the taps of target t of weight * src[s][c], for several rows that follow each other.
//   src  rows of axis.source() pixels, behind which kSlack elements more can be read
//   dst  exactly as many rows of axis.target() pixels; must not overlap src
void FilterHorizontally(const HorizontalPass& pass, int64_t rows, const void* src, void* dst);

// The same for one row and some inner steps alone, and for the targets before and behind all of them. `dst` is that of
// the whole row.
void FilterSteps(const HorizontalPass& pass, int64_t begin, int64_t end, const void* src, void* dst);
void FilterHead(const HorizontalPass& pass, const void* src, void* dst);
void FilterTail(const HorizontalPass& pass, const void* src, void* dst);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_HORIZONTAL_H_
