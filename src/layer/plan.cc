#include "layer/plan.h"

#include <algorithm>
#include <cmath>

#include "layer/bands.h"
#include "simd/simd.h"

namespace upsampling2d {
namespace {

// Elements of a row's wider side that go through both passes together: the line between them stays in the first-level
// cache.
constexpr int64_t kLineElements = 2048;

// Rows between the passes of a whole plane, if it is a small one: then they are filtered horizontally all at once.
constexpr int64_t kPlaneBytes = 64 * 1024;

// The least s for which all weights times 2^s are whole numbers and none is negative, or kWholeShift + 1.
int WholeShift(const AxisPlan& axis) {
  int shift = 0;
  for (int64_t i = 0; i < axis.weight_count(); ++i) {
    const double weight = axis.weights()[i];
    if (weight < 0) return kWholeShift + 1;
    while (shift <= kWholeShift && std::ldexp(weight, shift) != std::floor(std::ldexp(weight, shift))) ++shift;
  }
  return shift;
}

Status MakeAxes(const LayerConfig& config, Direction direction, const Shape& forward_source, Plan* plan) {
  const Filter& filter = FilterOf(config.interpolation);
  const CoordinateMode& mode = ModeOf(config.coordinates);
  const AxisRule rows = {&filter, &mode, forward_source.rows, config.row_factor};
  const AxisRule cols = {&filter, &mode, forward_source.cols, config.col_factor};
  const Shape big = {forward_source.planes, rows.target(), cols.target(), forward_source.channels};
  const bool forward = direction == Direction::kForward;
  plan->source = forward ? forward_source : big;
  plan->target = forward ? big : forward_source;
  const auto make = [&](const AxisRule& rule, AxisPlan* axis) {
    return forward ? axis->MakeForward(rule) : axis->MakeTranspose(rule);
  };
  const Status status = make(rows, &plan->rows);
  return status != Status::kOk ? status : make(cols, &plan->cols);
}

const Arithmetic* ChooseArithmetic(const Plan& plan, int whole_shift) {
  const Arithmetic* found = nullptr;
  if (plan.normalised && plan.rows.kept() && plan.cols.kept() && whole_shift <= kWholeShift)
    found = FindArithmetic(plan.in, plan.out, Numbers::kWhole);
  // Columns whose windows do not repeat cost too much to be filtered for every target row.
  if (found == nullptr && plan.normalised && plan.cols.repeats()) {
    found = FindArithmetic(plan.in, plan.out, Numbers::kDots);
  }
  return found != nullptr ? found : FindArithmetic(plan.in, plan.out, NumbersOf(plan.in));
}

Status MakeWeights(const AxisPlan& axis, const RowKernels& kernels, int shift, Buffer<uint8_t>* weights) {
  if (weights->Allocate(axis.weight_count() * kernels.weight_bytes) != Status::kOk) return Status::kOutOfMemory;
  kernels.make_weights(axis.windows(), axis.window_count(), axis.weights(), shift, weights->data());
  return Status::kOk;
}

// Which rows wait between the passes.
void ChooseLines(Plan* plan) {
  const Arithmetic& arithmetic = *plan->arithmetic;
  // Short rows go through both passes together, of wide ones a piece at a time.
  plan->piece_steps = std::max<int64_t>(1, kLineElements / (plan->source.channels * plan->cols.phases()));
  if (arithmetic.vertical_first) {
    plan->slots = std::max<int64_t>(1, kLineElements / plan->target.RowElements());
    return;
  }
  const int64_t lines_bytes = plan->source.rows * plan->target.RowElements() * arithmetic.first->dst_bytes;
  plan->whole_planes = arithmetic.reads_in_place && !Bands(*plan).CutsPlanes() && lines_bytes <= kPlaneBytes;
  plan->slots = plan->whole_planes ? plan->source.rows : plan->rows.RowsInFlight();
}

}  // namespace

Status MakePlan(const LayerConfig& config, Direction direction, const std::array<int64_t, 4>& dims, Dtype in, Dtype out,
                Plan* plan) {
  static uint64_t plans_made = 0;
  plan->number = ++plans_made;
  plan->in = in;
  plan->out = out;
  plan->normalised = direction == Direction::kForward;
  plan->copies = FilterOf(config.interpolation).Copies() && direction == Direction::kForward && in == out;
  plan->repeats_pixels = ModeOf(config.coordinates).periodic;
  Status status = MakeAxes(config, direction, ShapeOf(dims, config.channels_first), plan);
  if (status != Status::kOk) return status;
  if (plan->copies) {
    return plan->repeat.Make(plan->source.channels * Info(in).bytes, config.col_factor);
  }
  const int row_shift = WholeShift(plan->rows);
  plan->arithmetic = ChooseArithmetic(*plan, row_shift + WholeShift(plan->cols));
  const bool whole = plan->arithmetic->numbers == Numbers::kWhole;
  plan->row_shift = whole ? row_shift : plan->arithmetic->numbers == Numbers::kDots ? kDotShift : 0;
  const int col_shift = whole ? kWholeShift - row_shift : 0;
  status = MakeWeights(plan->rows, plan->vertical(), plan->row_shift, &plan->row_weights);
  if (status != Status::kOk) return status;
  status = MakeWeights(plan->cols, plan->horizontal(), col_shift, &plan->col_weights);
  if (status != Status::kOk) return status;
  plan->horizontal_way = MakeHorizontalPass(plan->horizontal(), plan->cols, plan->col_weights.data(), plan->normalised,
                                            plan->source.channels)
                             .way;
  ChooseLines(plan);
  return Status::kOk;
}

int64_t Plan::LineBytes() const {
  const int64_t elements = arithmetic->vertical_first ? source.RowElements() : target.RowElements();
  // All rows of a small plane follow each other closely.
  if (whole_planes) return elements * arithmetic->first->dst_bytes;
  return ((elements + kSlack) * arithmetic->first->dst_bytes + 63) / 64 * 64;
}

int64_t Plan::RowScratch() const {
  if (copies || arithmetic->reads_in_place) return 0;
  return (source.RowElements() + kSlack) * arithmetic->first->source_bytes;
}

int64_t Plan::RingScratch() const { return copies ? 0 : slots * LineBytes() + kSlack * arithmetic->first->dst_bytes; }

void WriteKernelName(const Plan& plan, char* name) {
  const char bytes[] = {'x', static_cast<char>('0' + Info(plan.in).bytes), '\0'};
  const auto write = [&](const char* text) {
    while (*text != '\0') *name++ = *text++;
  };
  write(plan.copies ? "repeat_" : "filter_");
  write(plan.copies ? bytes : NameOf(plan.arithmetic->numbers));
  write("__");
  write(kIsa);
  if (plan.copies) {
    write(plan.repeats_pixels ? " repeat" : " gather");
  } else {
    write(plan.arithmetic->vertical_first ? " vertical_first " : " horizontal_first ");
    write(NameOf(plan.horizontal_way));
  }
  *name = '\0';
}

}  // namespace upsampling2d
