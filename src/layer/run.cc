#include "layer/run.h"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "kernels/horizontal.h"
#include "kernels/repeat.h"

namespace upsampling2d {
namespace {

// Accumulators that are filtered and then converted while they are in the first-level cache. A multiple of a block and
// of a picture's pixel.
constexpr int64_t kConverted = 512;

}  // namespace

Status Run::Begin(const Plan& plan, int64_t source_row) {
  plan_ = &plan;
  next_row_ = source_row;
  const Status status = scratch_.Fit(plan);
  turn_ = ++scratch_.turn;
  return status;
}

void Run::Rows(const Band& band, SourceRows in, uint8_t* out) {
  const Plan& plan = *plan_;
  assert(RowAt(in, (band.planes - 1) * plan.source.rows + band.source_end) + kSlack * Info(plan.in).bytes <= in.end);
  for (int64_t plane = 0; plane < band.planes; ++plane) {
    if (plan.copies) {
      CopyRows(band, in, out);
    } else if (plan.arithmetic->vertical_first) {
      FilterVerticallyFirst(band, in, out);
    } else {
      if (band.target_begin == 0) next_row_ = band.source_begin;
      FilterHorizontallyFirst(band, in, out);
    }
    in.data += plan.source.rows * plan.InRowBytes();
    out += band.TargetRows() * plan.OutRowBytes();
  }
}

void Run::CopyRows(const Band& band, const SourceRows& in, uint8_t* out) {
  const Plan& plan = *plan_;
  const int64_t row_bytes = plan.OutRowBytes();
  const int64_t pixel_bytes = plan.source.channels * Info(plan.in).bytes;
  int64_t last_row = -1;
  for (int64_t t = band.target_begin; t < band.target_end; ++t, out += row_bytes) {
    const int64_t row = plan.rows.kept() ? plan.rows.At(t).start : plan.rows.Nearest(t);
    const uint8_t* src = RowAt(in, row);
    if (row == last_row) {
      std::memcpy(out, out - row_bytes, static_cast<size_t>(row_bytes));
    } else if (plan.repeats_pixels) {
      RepeatRow(plan.repeat.View(), src, plan.source.cols, pixel_bytes, plan.target.cols / plan.source.cols, out);
    } else {
      GatherRow(plan.cols, src, pixel_bytes, out);
    }
    last_row = row;
  }
}

inline HorizontalPass Run::Horizontal() {
  const Plan& plan = *plan_;
  return {plan.horizontal(),    plan.cols,           plan.col_weights.data(), plan.normalised,
          plan.source.channels, plan.horizontal_way, &scratch_.col_windows};
}

inline VerticalWindow Run::WindowOf(int64_t t) {
  const Plan& plan = *plan_;
  if (!plan.rows.kept()) return MakeWindow(t);
  const Window window = plan.rows.At(t);
  return {window.start,
          {plan.row_weights.data() + window.weights * plan.vertical().weight_bytes, window.count, plan.normalised}};
}

VerticalWindow Run::MakeWindow(int64_t t) {
  const Plan& plan = *plan_;
  scratch_.row_windows.Make(plan.rows, plan.vertical(), plan.row_shift, t);
  const Window window = scratch_.row_windows.At(t);
  const uint8_t* weights = static_cast<const uint8_t*>(scratch_.row_windows.weights());
  return {window.start, {weights + window.weights * plan.vertical().weight_bytes, window.count, plan.normalised}};
}

void Run::SumTapRows(const VerticalWindow& window, int64_t count, void* dst) {
  plan_->vertical().sum_rows(scratch_.tap_rows.data(), window.taps, {count, 1, 0}, dst);
}

void Run::MoveTapRows(const VerticalWindow& window, int64_t bytes) {
  for (int k = 0; k < window.taps.count; ++k) scratch_.tap_rows[k] += bytes;
}

void Run::FilterHorizontallyFirst(const Band& band, const SourceRows& in, uint8_t* out) {
  const Plan& plan = *plan_;
  const int64_t line_bytes = plan.LineBytes();
  const int64_t out_row_bytes = plan.OutRowBytes();
  const uint32_t slots = static_cast<uint32_t>(plan.slots);
  uint8_t* const ring = scratch_.ring.data();
  const uint8_t** const tap_rows = scratch_.tap_rows.data();
  const bool writes_in_place = plan.arithmetic->writes_in_place;
  const auto sum_rows = plan.vertical().sum_rows;
  const Runs row = {plan.target.RowElements(), 1, 0};
  // See AxisPlan::At().
  const auto line = [&](int64_t row) { return ring + static_cast<uint32_t>(row) % slots * line_bytes; };
  if (plan.whole_planes && next_row_ == 0) {
    FilterHorizontally(Horizontal(), plan.source.rows, in.data, ring);
    next_row_ = plan.source.rows;
  }
  for (int64_t t = band.target_begin; t < band.target_end; ++t, out += out_row_bytes) {
    const VerticalWindow window = WindowOf(t);
    for (; next_row_ < window.end(); ++next_row_) FilterSourceRow(RowAt(in, next_row_), line(next_row_));
    for (int k = 0; k < window.taps.count; ++k) tap_rows[k] = line(window.start + k);
    if (writes_in_place) {
      sum_rows(tap_rows, window.taps, row, out);
    } else {
      ConvertLines(window, out);
    }
  }
}

void Run::FilterSourceRow(const uint8_t* in, uint8_t* line) {
  const Plan& plan = *plan_;
  if (!plan.arithmetic->reads_in_place) {
    plan.arithmetic->read_row(in, plan.source.RowElements(), scratch_.row.data());
    in = scratch_.row.data();
  }
  FilterHorizontally(Horizontal(), 1, in, line);
}

[[gnu::noinline]] void Run::ConvertLines(const VerticalWindow& window, uint8_t* out) {
  const Plan& plan = *plan_;
  const int64_t count = plan.target.RowElements();
  alignas(16) uint8_t piece[(kConverted + kSlack) * sizeof(double)];
  for (int64_t begin = 0; begin < count; begin += kConverted) {
    const int64_t some = std::min(kConverted, count - begin);
    SumTapRows(window, some, piece);
    plan.arithmetic->write_row(piece, some, out + begin * Info(plan.out).bytes);
    MoveTapRows(window, kConverted * plan.vertical().source_bytes);
  }
}

void Run::FilterVerticallyFirst(const Band& band, const SourceRows& in, uint8_t* out) {
  const Plan& plan = *plan_;
  uint8_t* const line = scratch_.ring.data();
  const int64_t count = plan.source.RowElements();
  for (int64_t t = band.target_begin; t < band.target_end; t += plan.slots) {
    const int64_t rows = std::min(plan.slots, band.target_end - t);
    for (int64_t i = 0; i < rows; ++i) {
      const VerticalWindow window = WindowOf(t + i);
      for (int k = 0; k < window.taps.count; ++k) scratch_.tap_rows[k] = RowAt(in, window.start + k);
      if (plan.slots == 1) {
        FilterTargetRow(window, line, out);
      } else {
        SumTapRows(window, count, line + i * count * plan.vertical().dst_bytes);
      }
    }
    if (plan.slots > 1) FilterHorizontally(Horizontal(), rows, line, out);
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
    need(cols.SourceEnd(end * cols.phases() - 1));
    FilterSteps(row, step, end, line, out);
  }
  need(plan.source.cols);
  FilterTail(row, line, out);
}

}  // namespace upsampling2d
