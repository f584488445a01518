// Everything that is decided for one layer, shape and pair of element types before data arrive: the taps of both axes,
// which code computes a pixel, and how much scratch memory that takes. A plan never changes after MakePlan(), so any
// number of runs may share it.
#ifndef UPSAMPLING2D_LAYER_PLAN_H_
#define UPSAMPLING2D_LAYER_PLAN_H_

#include <array>
#include <cstdint>

#include "core/axis_plan.h"
#include "core/buffer.h"
#include "core/dtype.h"
#include "core/filter.h"
#include "core/shape.h"
#include "core/status.h"
#include "kernels/horizontal.h"
#include "layer/arithmetic.h"
#include "layer/repeat_pattern.h"

namespace upsampling2d {

enum class Direction { kForward, kGradient };

struct LayerConfig {
  int row_factor;
  int col_factor;
  bool channels_first;
  Interpolation interpolation;
  Coordinates coordinates;
};

struct Plan {
  // No other plan has the same.
  uint64_t number;
  Shape source;
  Shape target;
  Dtype in;
  Dtype out;
  AxisPlan rows;
  AxisPlan cols;

  // Pixels are copied: no arithmetic, and nothing of what follows but the pattern.
  bool copies = false;
  // Whether each pixel of a row is repeated as often.
  bool repeats_pixels = true;
  OwnRepeatPattern repeat;

  const Arithmetic* arithmetic = nullptr;
  // Forward weights sum to 1, those of a gradient need not.
  bool normalised = true;
  // Weights of the kept windows. Those of the vertical pass are times 2^row_shift.
  int row_shift = 0;
  Buffer<uint8_t> row_weights;
  Buffer<uint8_t> col_weights;
  HorizontalWay horizontal_way = HorizontalWay::kWindows;
  // Rows between the passes that are there at the same time. Horizontally first: those that a target row can read, or
  // all of a plane. Vertically first: those that pass the horizontal filter together.
  int64_t slots = 0;
  // Whether all rows of a plane pass the horizontal filter at once.
  bool whole_planes = false;
  // Inner steps of a row that go through both passes together where the vertical one is first.
  int64_t piece_steps = 0;

  int64_t InRowBytes() const { return source.RowElements() * Info(in).bytes; }
  int64_t OutRowBytes() const { return target.RowElements() * Info(out).bytes; }
  // From one row between the passes to the next.
  int64_t LineBytes() const;
  // Scratch memory of a run: one row as the first pass reads it, and the rows between the passes.
  int64_t RowScratch() const;
  int64_t RingScratch() const;

  const RowKernels& vertical() const { return arithmetic->vertical_first ? *arithmetic->first : *arithmetic->second; }
  const RowKernels& horizontal() const { return arithmetic->vertical_first ? *arithmetic->second : *arithmetic->first; }
};

// `dims` is the shape of the forward input. For the gradient, the plan reads tensors of the output's shape.
Status MakePlan(const LayerConfig& config, Direction direction, const std::array<int64_t, 4>& dims, Dtype in, Dtype out,
                Plan* plan);

// The code that serves a plan, and its way through a row, such as "filter_f32__simd128 horizontal_first two_phases", as
// a C string.
inline constexpr int kKernelNameSize = 80;
void WriteKernelName(const Plan& plan, char* name);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_LAYER_PLAN_H_
