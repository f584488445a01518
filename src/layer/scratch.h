// Memory that runs work in. Runs that follow each other share it. It grows to what the largest plan needs and is kept,
// so that repeated calls allocate nothing.
#ifndef UPSAMPLING2D_LAYER_SCRATCH_H_
#define UPSAMPLING2D_LAYER_SCRATCH_H_

#include <cstdint>

#include "core/buffer.h"
#include "kernels/window_block.h"
#include "layer/plan.h"

namespace upsampling2d {

struct Scratch {
  // Counts how often a run began here, and how often this memory moved. While the count stays, a run finds what it
  // left. A double, because JavaScript reads it in place.
  double epoch = 0;
  // The number of the plan that has room here, or 0.
  uint64_t fitted = 0;
  // What the horizontal pass reads, where that is not the tensor itself: one row or some.
  Buffer<uint8_t> row;
  // Rows that are kept for the vertical pass: row r in slot r % slots.
  Buffer<uint8_t> ring;
  // Rows before they are converted to elements of the output.
  Buffer<uint8_t> out;
  // Where the rows under one window lie.
  Buffer<const uint8_t*> tap_rows;
  // Windows of long axes.
  WindowBlock row_windows;
  WindowBlock col_windows;

  // Makes room for this plan. If there is no memory for it, the room that exists stays.
  Status Fit(const Plan& plan) { return fitted == plan.number ? Status::kOk : Grow(plan); }

  // Frees what only a very large plan needs.
  void Trim();

 private:
  Status Grow(const Plan& plan);
};

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_LAYER_SCRATCH_H_
