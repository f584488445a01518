#include "layer/run.h"

#include <algorithm>
#include <cassert>

#include "kernels/adjust.h"
#include "kernels/horizontal.h"
#include "kernels/moderate.h"
#include "layer/copy_rows.h"

namespace upsampling2d {
namespace {

// Accumulators that are filtered and then converted while they are in the first-level cache. A multiple of a block and
// of a picture's pixel.
constexpr int64_t kConverted = 512;

}  // namespace

Status Run::Begin(const Plan& plan, int64_t source_row) {
  plan_ = &plan;
  next_row_ = source_row;
  last_immoderate_row_ = -1;
  const Status status = scratch_.Fit(plan);
  epoch_ = ++scratch_.epoch;
  return status;
}

void Run::Rows(const Band& band, SourceRows in, uint8_t* out) {
  const Plan& plan = *plan_;
  assert(RowAt(in, (band.planes - 1) * plan.source.rows + band.source_end) + kSlack * Info(plan.in).bytes <= in.end);
  if (plan.planes_together > 0 && band.TargetRows() == plan.target.rows) return FilterPlanes(band, in, out);
  for (int64_t plane = 0; plane < band.planes; ++plane) {
    plan.copies ? CopyRows(plan, band, in, out) : FilterPlane(band, in, out);
    in.data += plan.source.rows * plan.InRowBytes();
    out += band.TargetRows() * plan.OutRowBytes();
  }
}

void Run::FilterPlanes(const Band& band, SourceRows in, uint8_t* out) {
  const Plan& plan = *plan_;
  for (int64_t plane = 0; plane < band.planes; plane += plan.planes_together) {
    const int64_t planes = std::min(plan.planes_together, band.planes - plane);
    const uint8_t* read = in.data;
    if (!plan.arithmetic->reads_in_place) {
      plan.arithmetic->read_row(in.data, planes * plan.source.PlaneElements(), scratch_.row.data());
      read = scratch_.row.data();
    }
    if (plan.LooksAtRows() &&
        !AreModerate(reinterpret_cast<const float*>(read), planes * plan.source.PlaneElements())) {
      for (int64_t i = 0; i < planes; ++i) {
        FilterPlane(band, {in.data + i * plan.source.rows * plan.InRowBytes(), 0, in.end},
                    out + i * plan.target.rows * plan.OutRowBytes());
      }
    } else {
      FilterTogether(planes, read, out);
    }
    in.data += planes * plan.source.rows * plan.InRowBytes();
    out += planes * plan.target.rows * plan.OutRowBytes();
  }
}

void Run::FilterTogether(int64_t planes, const uint8_t* in, uint8_t* out) {
  const Plan& plan = *plan_;
  uint8_t* const between = scratch_.ring.data();
  uint8_t* const filtered = plan.arithmetic->writes_in_place ? out : scratch_.out.data();
  if (plan.vertical_first) {
    FilterHorizontally(Vertical(), planes, in, between);
    FilterHorizontally(Horizontal(), planes * plan.target.rows, between, filtered);
  } else {
    FilterHorizontally(Horizontal(), planes * plan.source.rows, in, between);
    FilterHorizontally(Vertical(), planes, between, filtered);
  }
  const int64_t elements = planes * plan.target.PlaneElements();
  if (plan.unit != 1) MultiplyRow(plan.unit, elements, reinterpret_cast<float*>(filtered));
  if (!plan.arithmetic->writes_in_place) plan.arithmetic->write_row(filtered, elements, out);
}

void Run::FilterPlane(const Band& band, const SourceRows& in, uint8_t* out) {
  if (band.target_begin == 0) {
    next_row_ = band.source_begin;
    last_immoderate_row_ = -1;
  }
  plan_->vertical_first ? FilterVerticallyFirst(band, in, out) : FilterHorizontallyFirst(band, in, out);
}

// What both orders call is in the code once, which costs no time that shows.
[[gnu::noinline]] HorizontalPass Run::Horizontal(bool exact) {
  const Plan& plan = *plan_;
  return {plan.horizontal(),    plan.cols,           plan.col_weights.data(), plan.col_summing,
          plan.source.channels, plan.horizontal_way, &scratch_.col_windows,   exact};
}

[[gnu::noinline]] HorizontalPass Run::Vertical() {
  const Plan& plan = *plan_;
  return {plan.vertical(),         plan.rows,        plan.row_weights.data(), plan.row_summing,
          plan.VerticalElements(), plan.vertical_way};
}

int64_t Run::SlotOf(int64_t row) const {
  // See AxisPlan::At().
  return static_cast<uint32_t>(row) % static_cast<uint32_t>(plan_->slots);
}

[[gnu::noinline]] uint8_t* Run::KeptRow(int64_t row) { return scratch_.ring.data() + SlotOf(row) * plan_->slot_bytes; }

[[gnu::noinline]] VerticalWindow Run::WindowOf(int64_t t) {
  const Plan& plan = *plan_;
  if (!plan.rows.kept()) return MakeWindow(t);
  const Window window = plan.rows.At(t);
  return {window.start,
          {plan.row_weights.data() + window.weights * plan.vertical().weight_bytes, window.count, plan.row_summing}};
}

VerticalWindow Run::MakeWindow(int64_t t) {
  const Plan& plan = *plan_;
  scratch_.row_windows.Make(plan.rows, plan.vertical(), plan.row_shift, t);
  const Window window = scratch_.row_windows.At(t);
  const uint8_t* weights = static_cast<const uint8_t*>(scratch_.row_windows.weights());
  return {window.start, {weights + window.weights * plan.vertical().weight_bytes, window.count, plan.row_summing}};
}

void Run::SumTapRows(const VerticalWindow& window, int64_t count, void* dst) {
  plan_->vertical().sum_rows(scratch_.tap_rows.data(), window.taps, {count, 1, 0}, dst);
}

void Run::MoveTapRows(const VerticalWindow& window, int64_t bytes) {
  for (int k = 0; k < window.taps.count; ++k) scratch_.tap_rows[k] += bytes;
}

void Run::KeepRows(int64_t rows, const uint8_t* in, uint8_t* kept) {
  const Plan& plan = *plan_;
  uint8_t* const read = plan.vertical_first ? kept : scratch_.row.data();
  if (!plan.arithmetic->reads_in_place) {
    plan.arithmetic->read_row(in, rows * plan.source.RowElements(), read);
    in = read;
  }
  if (!plan.vertical_first) FilterHorizontally(Horizontal(), rows, in, kept);
}

// As many as go through the horizontal pass together, if the band has them and they follow each other in the ring.
int64_t Run::RowsAhead(const Band& band) const {
  const Plan& plan = *plan_;
  if (plan.lines == 1) return 1;
  return std::min({plan.lines, band.source_end - next_row_, plan.slots - SlotOf(next_row_)});
}

[[gnu::noinline]] bool Run::ReadRows(const VerticalWindow& window, const Band& band, const SourceRows& in) {
  const Plan& plan = *plan_;
  const bool looks = plan.LooksAtRows();
  if (plan.slots == 0 && !looks) return true;
  const int64_t end = plan.rows.ReadEnd({window.start, window.taps.count, 0});
  int64_t rows = 1;
  for (; next_row_ < end; next_row_ += rows) {
    const uint8_t* row = RowAt(in, next_row_);
    if (plan.slots > 0) {
      uint8_t* const kept = KeptRow(next_row_);
      if (!plan.vertical_first) rows = RowsAhead(band);
      KeepRows(rows, row, kept);
      row = kept;
    }
    if (looks && !AreModerate(reinterpret_cast<const float*>(row), plan.source.RowElements()))
      last_immoderate_row_ = next_row_;
  }
  return !looks || last_immoderate_row_ < window.start;
}

[[gnu::noinline]] void Run::PointToRows(const VerticalWindow& window, const SourceRows& in) {
  const Plan& plan = *plan_;
  const uint8_t** const rows = scratch_.tap_rows.data();
  if (window.start < 0 || window.end() > plan.source.rows) {
    for (int k = 0; k < window.taps.count; ++k) {
      const int64_t row = std::clamp<int64_t>(window.start + k, 0, plan.source.rows - 1);
      rows[k] = plan.slots > 0 ? KeptRow(row) : RowAt(in, row);
    }
    return;
  }
  const int64_t row_bytes = plan.slots > 0 ? plan.slot_bytes : plan.InRowBytes();
  const uint8_t* row = plan.slots > 0 ? KeptRow(window.start) : RowAt(in, window.start);
  const uint8_t* const end = plan.slots > 0 ? scratch_.ring.data() + plan.slots * row_bytes : nullptr;
  for (int k = 0; k < window.taps.count; ++k, row += row_bytes) {
    if (row == end) row = scratch_.ring.data();
    rows[k] = row;
  }
}

void Run::FilterHorizontallyFirst(const Band& band, const SourceRows& in, uint8_t* out) {
  const Plan& plan = *plan_;
  const int64_t out_row_bytes = plan.OutRowBytes();
  const bool writes_in_place = plan.arithmetic->writes_in_place;
  const auto sum_rows = plan.vertical().sum_rows;
  const Runs row = {plan.target.RowElements(), 1, 0};
  for (int64_t t = band.target_begin; t < band.target_end; ++t, out += out_row_bytes) {
    const VerticalWindow window = WindowOf(t);
    ReadRows(window, band, in);
    PointToRows(window, in);
    if (t + 1 < band.target_end && SumTwoTargetRows(window, t + 1, out)) {
      ++t;
      out += out_row_bytes;
      continue;
    }
    if (writes_in_place) {
      sum_rows(scratch_.tap_rows.data(), window.taps, row, out);
      if (plan.unit != 1) MultiplyRow(plan.unit, row.length, reinterpret_cast<float*>(out));
    } else {
      ConvertSums(window, out);
    }
  }
}

bool Run::SumTwoTargetRows(const VerticalWindow& window, int64_t second, uint8_t* out) {
  const Plan& plan = *plan_;
  if (!plan.rows_in_pairs || window.taps.count != 2) return false;
  const VerticalWindow next = WindowOf(second);
  if (next.start != window.start || next.taps.count != 2) return false;
  plan.vertical().sum_two_rows(scratch_.tap_rows.data(), {window.taps.weights, next.taps.weights},
                               plan.target.RowElements(), out, out + plan.OutRowBytes());
  return true;
}

[[gnu::noinline]] void Run::ConvertSums(const VerticalWindow& window, uint8_t* out) {
  const Plan& plan = *plan_;
  const int64_t count = plan.target.RowElements();
  alignas(16) uint8_t piece[(kConverted + kSlack) * sizeof(double)];
  for (int64_t begin = 0; begin < count; begin += kConverted) {
    const int64_t some = std::min(kConverted, count - begin);
    SumTapRows(window, some, piece);
    if (plan.unit != 1) MultiplyRow(plan.unit, some, reinterpret_cast<float*>(piece));
    plan.arithmetic->write_row(piece, some, out + begin * Info(plan.out).bytes);
    MoveTapRows(window, kConverted * plan.vertical().source_bytes);
  }
}

void Run::FilterVerticallyFirst(const Band& band, const SourceRows& in, uint8_t* out) {
  const Plan& plan = *plan_;
  const Arithmetic& arithmetic = *plan.arithmetic;
  uint8_t* const line = scratch_.row.data();
  const int64_t count = plan.source.RowElements();
  int64_t rows = 0;
  for (int64_t t = band.target_begin; t < band.target_end; t += rows) {
    // Fewer lines than go together are not left over.
    const int64_t rest = band.target_end - t;
    rows = rest <= plan.MostLines() ? rest : plan.lines;
    uint8_t* const filtered = arithmetic.writes_in_place ? out : scratch_.out.data();
    bool exact = false;
    for (int64_t i = 0; i < rows; ++i) {
      VerticalWindow window = WindowOf(t + i);
      if (!ReadRows(window, band, in)) {
        exact = true;
        window = MakeWindow(t + i);
      }
      PointToRows(window, in);
      if (plan.by_pieces && !exact) {
        FilterTargetRow(window, line, filtered);
      } else {
        SumTapRows(window, count, line + i * count * plan.vertical().dst_bytes);
      }
    }
    if (!plan.by_pieces || exact) FilterHorizontally(Horizontal(exact), rows, line, filtered);
    if (!arithmetic.writes_in_place) arithmetic.write_row(filtered, rows * plan.target.RowElements(), out);
    out += rows * plan.OutRowBytes();
  }
}

void Run::FilterTargetRow(const VerticalWindow& window, uint8_t* line, uint8_t* out) {
  const Plan& plan = *plan_;
  const HorizontalPass row = Horizontal();
  const AxisPlan& cols = plan.cols;
  const int64_t channels = plan.source.channels;
  int64_t filtered = 0;
  // The line up to pixel `end`.
  const auto need = [&](int64_t end) {
    const int64_t count = (end - filtered) * channels;
    if (count <= 0) return;
    SumTapRows(window, count, line + filtered * channels * plan.vertical().dst_bytes);
    MoveTapRows(window, count * plan.vertical().source_bytes);
    filtered = end;
  };
  need(cols.SourceEnd(std::max<int64_t>(cols.HeadTargets() - 1, 0)));
  FilterHead(row, line, out);
  for (int64_t step = cols.inner_begin(); step < cols.inner_end(); step += plan.piece_steps) {
    const int64_t end = std::min(step + plan.piece_steps, cols.inner_end());
    need(cols.SourceEnd(cols.TargetOf(end) - 1));
    FilterSteps(row, step, end, line, out);
  }
  need(plan.source.cols);
  FilterTail(row, line, out);
}

}  // namespace upsampling2d
