#include "layer/plan.h"

#include <algorithm>
#include <cmath>

#include "kernels/sum_tiles.h"
#include "simd/simd.h"

namespace upsampling2d {
namespace {

// Elements of a row's wider side that go through both passes together: the line between them stays in the first-level
// cache.
constexpr int64_t kLineElements = 8192;

// Elements of rows that share their weights.
constexpr int64_t kSharingElements = int64_t{1} << 19;

// What lies between the passes of planes that go through them together, and of a plane that goes alone: it stays in the
// second-level cache.
constexpr int64_t kPlaneBytes = 64 * 1024;
constexpr int64_t kLargestPlane = 160 * 1024;
// A call for a row of more elements than these costs little beside its arithmetic.
constexpr int64_t kLongRow = 1024;

// Of fewer pixels the ends, whose windows are not fast, take too much time.
constexpr int64_t kLeastLine = 128;

bool IsMultiple(double weight, int shift) { return std::ldexp(weight, shift) == std::floor(std::ldexp(weight, shift)); }

// The least s for which all weights times 2^s are whole numbers and none is negative, or kWholeShift + 1.
int WholeShift(const AxisPlan& axis) {
  int shift = 0;
  for (int64_t i = 0; i < axis.weight_count(); ++i) {
    const double weight = axis.weights()[i];
    if (weight < 0) return kWholeShift + 1;
    while (shift <= kWholeShift && !IsMultiple(weight, shift)) ++shift;
  }
  return shift;
}

// Whether lines of whole numbers hold what they should: two phases of four taps, with weights of few bits. Windows at
// the ends lie inside, and have fewer taps, whose weights are rounded.
bool FitsLines(const AxisPlan& axis) {
  const Window* const windows = axis.windows();
  if (!axis.repeats() || axis.phases() != 2 || windows[1].start != windows[0].start) return false;
  for (int64_t i = 0; i < axis.window_count(); ++i) {
    const Window& window = windows[i];
    const bool is_phase = i < 2;
    if (is_phase ? window.count != 4 : window.start < 0 || window.end() > axis.source()) return false;
    for (int k = 0; window.count == 4 && k < 4; ++k) {
      if (!IsMultiple(axis.weights()[window.weights + k], kLineShift)) return false;
    }
  }
  return true;
}

bool IsPowerOfTwo(int factor) { return (factor & (factor - 1)) == 0; }

// Beyond this float32 cannot count outputs any more, and TensorFlow's positions mean nothing.
constexpr int64_t kMostStepwiseTargets = int64_t{1} << 26;

// Doubles are as exact as they can be, and so are pictures, which no Keras has, and bytes filtered to bytes, which
// float32 positions would change by 1 at the most.
Positions ChoosePositions(const LayerConfig& config, Direction direction, const Shape& forward_source, Dtype in,
                          Dtype out) {
  const Filter& filter = FilterOf(config.interpolation);
  const BackendRules& rules = RulesOf(config.backend);
  const bool gradient = direction == Direction::kGradient;
  const Positions positions = gradient && filter.float_way == FloatWay::kTable ? rules.cubic_gradient : rules.positions;
  if (std::max(forward_source.rows * config.row_factor, forward_source.cols * config.col_factor) >
      kMostStepwiseTargets) {
    return Positions::kExact;
  }
  if (filter.float_way == FloatWay::kPixel) return positions == Positions::kStepwise ? positions : Positions::kExact;
  const bool bytes = in == out && Info(in).bytes == 1;
  if (NumbersOf(in) != Numbers::kFloat || Info(in).kind == DtypeKind::kPixels || bytes) return Positions::kExact;
  if (filter.float_way != FloatWay::kLengths) return positions;
  // TensorFlow has no gradient of area; by powers of two its lengths are those of a copy.
  const bool copies = IsPowerOfTwo(config.row_factor) && IsPowerOfTwo(config.col_factor);
  const bool has_lengths = positions == Positions::kStepwise && !gradient && !copies;
  return has_lengths ? positions : Positions::kExact;
}

Status MakeAxes(const LayerConfig& config, Direction direction, const Shape& forward_source, Positions positions,
                Plan* plan) {
  const Filter& filter = FilterOf(config.interpolation, config.backend);
  const CoordinateMode& mode = ModeOf(config.coordinates);
  const AxisRule rows = {&filter, &mode, positions, forward_source.rows, config.row_factor};
  const AxisRule cols = {&filter, &mode, positions, forward_source.cols, config.col_factor};
  const Shape big = {forward_source.planes, rows.target(), cols.target(), forward_source.channels};
  const bool forward = direction == Direction::kForward;
  plan->source = forward ? forward_source : big;
  plan->target = forward ? big : forward_source;
  const auto make = [&](const AxisRule& rule, AxisPlan* axis) {
    return forward ? axis->MakeForward(rule) : axis->MakeTranspose(rule);
  };
  plan->repeats_pixels = plan->copies && cols.RepeatsPixels();
  plan->repeats_rows = plan->copies && rows.RepeatsPixels();
  const Status status = make(rows, &plan->rows);
  return status != Status::kOk ? status : make(cols, &plan->cols);
}

const Arithmetic* ChooseArithmetic(const Plan& plan, Direction direction, int whole_shift) {
  const Arithmetic* found = nullptr;
  const bool forward = direction == Direction::kForward;
  const int64_t most_taps = std::max(plan.rows.max_taps(), plan.cols.max_taps());
  if (forward && plan.rows.kept() && plan.cols.kept() && whole_shift <= kWholeShift && most_taps <= kMostWholeTaps) {
    found = FindArithmetic(plan.in, plan.out, Numbers::kWhole);
  }
  // Columns whose windows do not repeat cost too much to be filtered for every target row.
  if (found == nullptr && forward && plan.cols.repeats()) {
    const bool lines = plan.cols.source() >= kLeastLine && FitsLines(plan.rows) && FitsLines(plan.cols);
    found = FindArithmetic(plan.in, plan.out, lines ? Numbers::kLines : Numbers::kDots);
  }
  return found != nullptr ? found : FindArithmetic(plan.in, plan.out, NumbersOf(plan.in));
}

// Which pass TensorFlow's op makes first, and how each sums. Sums that begin with +0 need it in the first pass alone:
// in the second, some product is +0 if all are zeros.
struct Order {
  bool vertical_first;
  Summing rows;
  Summing cols;
};

constexpr Order OrderOf(FloatWay way) {
  switch (way) {
    case FloatWay::kPixel:
      return {false, Summing::kBlend, Summing::kBlend};
    case FloatWay::kPair:
      return {false, Summing::kLerp, Summing::kLerp};
    case FloatWay::kTable:
      return {true, Summing::kPlain, Summing::kPlain};
    case FloatWay::kSpan:
      return {true, Summing::kFromZero, Summing::kPlain};
    case FloatWay::kLengths:
      return {false, Summing::kPlain, Summing::kFromZero};
  }
}

Order ChooseOrder(const LayerConfig& config, Direction direction, Positions positions, int64_t channels) {
  const FloatWay way = FilterOf(config.interpolation).float_way;
  const bool stepwise = positions == Positions::kStepwise;
  if (direction == Direction::kGradient) {
    if (stepwise && way == FloatWay::kSpan) return OrderOf(way);
    // The first pass has the most to read: the vertical one, unless wide pixels make both cost the same and rows long.
    // Both layouts have the same order, and so the same bits. That of sums over blocks is TensorFlow's.
    const bool narrow = channels < 4 * kWidePixel;
    return {narrow && !FilterOf(config.interpolation).Copies(), Summing::kPlain, Summing::kPlain};
  }
  // ResizeBilinear is the one op that looks whether there is anything to do.
  const bool keeps_size = config.row_factor == 1 && config.col_factor == 1;
  return stepwise && !(way == FloatWay::kPair && keeps_size) ? OrderOf(way) : OrderOf(FloatWay::kPixel);
}

// One over the area of an output, in pixels of the input.
float UnitOfLengths(const LayerConfig& config, const Shape& source) {
  const CoordinateMode& mode = ModeOf(config.coordinates);
  return 1 / (mode.scale(source.rows, config.row_factor) * mode.scale(source.cols, config.col_factor));
}

Status MakeWeights(const AxisPlan& axis, const RowKernels& kernels, int shift, Buffer<uint8_t>* weights) {
  if (weights->Allocate(axis.weight_count() * kernels.weight_bytes) != Status::kOk) return Status::kOutOfMemory;
  kernels.make_weights(axis.windows(), axis.window_count(), axis.weights(), shift, weights->data());
  return Status::kOk;
}

// How both passes sum, and in which units: their weights are times 2^row_shift and 2^ what is returned. `whole_shift`
// is for weights of rows that are whole numbers.
[[gnu::always_inline]] inline int ChooseSums(const Order& order, int whole_shift, Plan* plan) {
  const Numbers numbers = plan->arithmetic->numbers;
  const bool dots = numbers == Numbers::kDots || numbers == Numbers::kLines;
  plan->vertical_first = order.vertical_first || dots;
  plan->row_summing = order.rows;
  plan->col_summing = order.cols;
  plan->row_shift = numbers == Numbers::kWhole ? whole_shift : dots ? kDotShift : 0;
  if (numbers == Numbers::kWhole) return kWholeShift - whole_shift;
  if (numbers == Numbers::kLines) return kDotShift;
  if (!dots || std::max(plan->rows.max_taps(), plan->cols.max_taps()) <= 2) return 0;
  // The horizontal weights undo what the vertical ones multiply by.
  plan->row_summing = plan->col_summing = Summing::kPlain;
  return -kDotShift;
}

// Rows of small planes are too short to be worth calls of their own.
void ChoosePlanesTogether(Plan* plan) {
  const Arithmetic& arithmetic = *plan->arithmetic;
  const int64_t bytes = plan->BetweenElements() * arithmetic.first->dst_bytes;
  if (!plan->rows.kept() || bytes > kLargestPlane || plan->target.RowElements() > kLongRow) return;
  plan->planes_together = std::max<int64_t>(1, kPlaneBytes / std::max<int64_t>(bytes, 1));
  plan->vertical_way = MakeHorizontalPass(plan->vertical(), plan->rows, plan->row_weights.data(), plan->row_summing,
                                          plan->VerticalElements(), plan->planes_together)
                           .way;
}

// How many rows can share the weights of windows. Of very long rows there is no room for many.
int64_t RowsSharingWeights(const Plan& plan) {
  const int64_t longest = std::max(plan.source.RowElements(), plan.target.RowElements());
  const int64_t rows = plan.vertical_first ? plan.target.rows : plan.source.rows;
  int64_t sharing = std::min(rows, MostRowsTogether(plan.source.channels));
  while (sharing > 4 && sharing * longest > kSharingElements) sharing /= 2;
  return sharing * longest > 4 * kSharingElements ? 1 : sharing;
}

// Which rows wait between the passes.
void ChooseLines(Plan* plan) {
  const int64_t sharing = plan->horizontal_way == HorizontalWay::kWindows ? RowsSharingWeights(*plan) : 1;
  // Short rows go through the passes together, of wide ones a piece at a time.
  const int64_t rows = plan->vertical_first ? plan->target.rows : plan->source.rows;
  const int64_t short_rows = std::min(kLineElements / plan->target.RowElements(), rows);
  plan->lines = std::max<int64_t>(1, short_rows / sharing) * sharing;
  plan->piece_steps = std::max<int64_t>(1, kLineElements / (plan->source.channels * plan->cols.phases()));
  plan->slot_bytes = ((plan->VerticalElements() + kSlack) * plan->vertical().source_bytes + 63) / 64 * 64;
  if (plan->vertical_first) {
    plan->slots = plan->arithmetic->reads_in_place ? 0 : plan->rows.RowsInFlight();
    plan->by_pieces = plan->lines == 1 && plan->cols.repeats();
    return;
  }
  plan->slots = plan->rows.RowsInFlight();
  if (plan->lines == 1) return;
  // Rows are read ahead, and follow each other without gaps.
  plan->slots = (plan->slots + 2 * plan->lines - 2) / plan->lines * plan->lines;
  plan->slot_bytes = plan->VerticalElements() * plan->vertical().source_bytes;
}

// Once it is known that planes do not go together.
void ChooseRowPairs(Plan* plan) {
  const bool blends = Blends(plan->row_summing) || plan->arithmetic->numbers == Numbers::kWhole;
  plan->rows_in_pairs = plan->planes_together == 0 && !plan->vertical_first && blends && plan->rows.kept() &&
                        plan->vertical().sum_two_rows != nullptr && plan->arithmetic->writes_in_place &&
                        plan->target.RowElements() >= 16;
}

}  // namespace

Status MakePlan(const LayerConfig& config, Direction direction, const std::array<int64_t, 4>& dims, Dtype in, Dtype out,
                Plan* plan) {
  static uint64_t plans_made = 0;
  plan->number = ++plans_made;
  plan->in = in;
  plan->out = out;
  const Filter& filter = FilterOf(config.interpolation);
  const Shape forward_source = ShapeOf(dims, config.channels_first);
  const Positions positions = ChoosePositions(config, direction, forward_source, in, out);
  const bool is_area = filter.float_way == FloatWay::kLengths;
  const bool has_lengths = is_area && positions == Positions::kStepwise;
  plan->copies = filter.Copies() && !has_lengths && direction == Direction::kForward && in == out;
  plan->has_signed_zeros = !is_area || config.backend != Backend::k_tensorflow || Info(in).kind != DtypeKind::kReal;
  Status status = MakeAxes(config, direction, forward_source, positions, plan);
  if (status != Status::kOk) return status;
  if (plan->copies) {
    return plan->repeat.Make(plan->source.channels * Info(in).bytes, config.col_factor);
  }
  const int row_shift = WholeShift(plan->rows);
  plan->arithmetic = ChooseArithmetic(*plan, direction, row_shift + WholeShift(plan->cols));
  if (has_lengths) plan->unit = UnitOfLengths(config, forward_source);
  const Order order = ChooseOrder(config, direction, positions, dims[config.channels_first ? 1 : 3]);
  const int col_shift = ChooseSums(order, row_shift, plan);
  status = MakeWeights(plan->rows, plan->vertical(), plan->row_shift, &plan->row_weights);
  if (status != Status::kOk) return status;
  status = MakeWeights(plan->cols, plan->horizontal(), col_shift, &plan->col_weights);
  if (status != Status::kOk) return status;
  plan->horizontal_way = MakeHorizontalPass(plan->horizontal(), plan->cols, plan->col_weights.data(), plan->col_summing,
                                            plan->source.channels, RowsSharingWeights(*plan))
                             .way;
  if (plan->horizontal_way == HorizontalWay::kWindows && plan->cols.WriteOut() != Status::kOk) {
    return Status::kOutOfMemory;
  }
  ChooseLines(plan);
  ChoosePlanesTogether(plan);
  ChooseRowPairs(plan);
  return Status::kOk;
}

int64_t Plan::RowScratch() const {
  if (copies || (!vertical_first && arithmetic->reads_in_place)) return 0;
  const int64_t converted = arithmetic->reads_in_place ? 0 : planes_together * source.PlaneElements();
  const int64_t elements = std::max(MostLines() * source.RowElements(), converted);
  return (elements + kSlack) * horizontal().source_bytes;
}

int64_t Plan::RingScratch() const {
  if (copies) return 0;
  const int64_t between = planes_together * BetweenElements() * arithmetic->first->dst_bytes;
  return std::max(slots * slot_bytes, between) + kSlack * vertical().source_bytes;
}

int64_t Plan::OutScratch() const {
  if (copies || arithmetic->writes_in_place) return 0;
  const int64_t rows = std::max(planes_together * target.rows, vertical_first ? MostLines() : 0);
  return (rows * target.RowElements() + kSlack) * arithmetic->second->dst_bytes;
}

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
    write(plan.vertical_first ? " vertical_first " : " horizontal_first ");
    write(NameOf(plan.horizontal_way));
    if (plan.planes_together > 0) write(" by_planes");
    if (plan.rows_in_pairs) write(" row_pairs");
  }
  *name = '\0';
}

}  // namespace upsampling2d
