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
  Backend backend = Backend::k_tensorflow;
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
  // Whether each pixel of a row is repeated as often, and each row.
  bool repeats_pixels = true;
  bool repeats_rows = true;
  // Whether -0 stays as it is. TensorFlow's area adds pixels to +0.
  bool has_signed_zeros = true;
  OwnRepeatPattern repeat;

  const Arithmetic* arithmetic = nullptr;
  // Which axis the first pass filters. Horizontal first interleaves the few source rows and leaves a contiguous
  // vertical pass that writes the result straight through. Vertical first is TensorFlow's order for most filters.
  // Bytes, which grow fourfold on their way, are read from the tensor itself then, and leave a single line of floats
  // instead of a ring of wide ones, which the caches would not hold.
  bool vertical_first = false;
  Summing row_summing = Summing::kBlend;
  Summing col_summing = Summing::kBlend;
  // What the result is multiplied by at the end: for area by lengths one over the area of an output, else 1.
  float unit = 1;
  // Weights of the kept windows. Those of the vertical pass are times 2^row_shift.
  int row_shift = 0;
  Buffer<uint8_t> row_weights;
  Buffer<uint8_t> col_weights;
  HorizontalWay horizontal_way = HorizontalWay::kWindows;
  // Small planes go through each pass as one long row, so many of them together; the vertical pass takes rows for
  // pixels, and has its way as well. 0: planes go row by row.
  int64_t planes_together = 0;
  HorizontalWay vertical_way = HorizontalWay::kWindows;
  // Rows that are kept for the vertical pass, as many as a target row can read. Horizontally first: filtered ones.
  // Vertically first: converted ones, none where rows are read in place.
  int64_t slots = 0;
  // From one of them to the next.
  int64_t slot_bytes = 0;
  // Rows that pass the horizontal filter together. Vertically first the last of a band are up to MostLines().
  int64_t lines = 1;
  // Horizontally first: whether two target rows are made at once if they are sums of the same two rows.
  bool rows_in_pairs = false;
  // Vertically first: whether a line goes through both passes together, a piece at a time.
  bool by_pieces = false;
  // Inner steps of a row that go through both passes together where the vertical one is first.
  int64_t piece_steps = 0;

  int64_t InRowBytes() const { return source.RowElements() * Info(in).bytes; }
  int64_t OutRowBytes() const { return target.RowElements() * Info(out).bytes; }
  // A row under the vertical pass, and what lies between the passes of one plane.
  int64_t VerticalElements() const { return vertical_first ? source.RowElements() : target.RowElements(); }
  int64_t BetweenElements() const { return (vertical_first ? target : source).rows * VerticalElements(); }
  int64_t MostLines() const { return vertical_first ? 2 * lines - 1 : lines; }
  // Whether kept windows serve only rows that were found moderate: see AxisPlan::pads().
  bool LooksAtRows() const { return vertical_first && rows.pads(); }
  // Scratch memory of a run: one row as the horizontal pass reads it, or as many lines between the passes; the kept
  // rows, or what lies between the passes of planes; and rows that are to be converted at the end.
  int64_t RowScratch() const;
  int64_t RingScratch() const;
  int64_t OutScratch() const;

  const RowKernels& vertical() const { return vertical_first ? *arithmetic->first : *arithmetic->second; }
  const RowKernels& horizontal() const { return vertical_first ? *arithmetic->second : *arithmetic->first; }
};

// `dims` is the shape of the forward input. For the gradient, the plan reads tensors of the output's shape.
Status MakePlan(const LayerConfig& config, Direction direction, const std::array<int64_t, 4>& dims, Dtype in, Dtype out,
                Plan* plan);

// The code that serves a plan, and its way through a row, such as "filter_f32__simd128 horizontal_first two_phases", as
// a C string.
inline constexpr int kKernelNameSize = 96;
void WriteKernelName(const Plan& plan, char* name);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_LAYER_PLAN_H_
