#include "layer/tensor_plan.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernels/filter_cols.h"
#include "simd/simd.h"

namespace upsampling2d {
namespace {

// Source and target rows of a band together: they stay in the second-level cache with the ring beside them.
constexpr int64_t kBandBytes = 256 * 1024;

// Elements of a row's wider side that go through both passes together: the line between them stays in the first-level
// cache.
constexpr int64_t kLineElements = 2048;

// Rows between the passes of a whole plane, if it is a small one: then they are filtered horizontally all at once.
constexpr int64_t kPlaneBytes = 64 * 1024;

// Accumulators that are filtered and then converted while they are in the first-level cache. A multiple of a block and
// of a picture's pixel.
constexpr int64_t kPiece = 512;

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

}  // namespace

Status TensorPlan::Make(const LayerConfig& config, Direction direction, const std::array<int64_t, 4>& dims, Dtype in,
                        Dtype out) {
  in_ = in;
  out_ = out;
  normalised_ = direction == Direction::kForward;
  const Filter& filter = FilterOf(config.interpolation);
  copies_ = filter.Copies() && direction == Direction::kForward && in == out;
  periodic_cols_ = ModeOf(config.coordinates).periodic;
  if (MakeAxes(config, direction, ShapeOf(dims, config.channels_first)) != Status::kOk) return Status::kOutOfMemory;
  if (tap_rows_.Allocate(rows_.max_taps()) != Status::kOk) return Status::kOutOfMemory;
  ChooseBands();
  if (copies_) return MakeRepeatPattern(source_.channels * Info(in).bytes, config.col_factor, &repeat_);
  return MakeKernels();
}

Status TensorPlan::MakeAxes(const LayerConfig& config, Direction direction, const Shape& forward_source) {
  const Filter& filter = FilterOf(config.interpolation);
  const CoordinateMode& mode = ModeOf(config.coordinates);
  const Shape big = {forward_source.planes, forward_source.rows * config.row_factor,
                     forward_source.cols * config.col_factor, forward_source.channels};
  if (direction == Direction::kForward) {
    source_ = forward_source;
    target_ = big;
    if (rows_.MakeForward(filter, mode, source_.rows, config.row_factor) != Status::kOk) return Status::kOutOfMemory;
    return cols_.MakeForward(filter, mode, source_.cols, config.col_factor);
  }
  source_ = big;
  target_ = forward_source;
  AxisPlan forward;
  if (forward.MakeForward(filter, mode, target_.rows, config.row_factor) != Status::kOk) return Status::kOutOfMemory;
  if (rows_.MakeTranspose(forward) != Status::kOk) return Status::kOutOfMemory;
  if (forward.MakeForward(filter, mode, target_.cols, config.col_factor) != Status::kOk) return Status::kOutOfMemory;
  return cols_.MakeTranspose(forward);
}

const KernelSet* TensorPlan::ChooseKernels(int whole_shift) const {
  const KernelSet* set = nullptr;
  if (normalised_ && whole_shift <= kWholeShift) set = FindKernels(in_, out_, Arithmetic::kWhole);
  // Columns whose windows do not repeat cost too much to be filtered for every target row.
  if (set == nullptr && normalised_ && periodic_cols_) set = FindKernels(in_, out_, Arithmetic::kDots);
  return set != nullptr ? set : FindKernels(in_, out_, ArithmeticOf(in_));
}

Status TensorPlan::MakeKernels() {
  const int row_shift = WholeShift(rows_);
  kernels_ = ChooseKernels(row_shift + WholeShift(cols_));
  int shifts[] = {0, 0};
  if (kernels_->arithmetic == Arithmetic::kWhole) {
    shifts[0] = row_shift;
    shifts[1] = kWholeShift - row_shift;
  } else if (kernels_->arithmetic == Arithmetic::kDots) {
    shifts[0] = kDotShift;
  }
  if (row_weights_.Allocate(rows_.weight_count() * RowsPass().weight_bytes) != Status::kOk ||
      col_weights_.Allocate(cols_.weight_count() * ColsPass().weight_bytes) != Status::kOk) {
    return Status::kOutOfMemory;
  }
  RowsPass().make_weights(rows_, shifts[0], row_weights_.data());
  ColsPass().make_weights(cols_, shifts[1], col_weights_.data());
  // Short rows go through both passes together, of wide ones a piece at a time.
  slots_ =
      kernels_->vertical_first ? std::max<int64_t>(1, kLineElements / target_.RowElements()) : rows_.RowsInFlight();
  const int64_t lines_bytes = source_.rows * target_.RowElements() * kernels_->first->dst_bytes;
  whole_planes_ =
      !kernels_->vertical_first && kernels_->reads_in_place && bands_per_plane_ == 0 && lines_bytes <= kPlaneBytes;
  if (whole_planes_) slots_ = source_.rows;
  piece_steps_ = std::max<int64_t>(1, kLineElements / (source_.channels * cols_.phases()));
  return Status::kOk;
}

void TensorPlan::ChooseBands() {
  const double row_bytes = static_cast<double>(OutRowBytes()) + static_cast<double>(InRowBytes()) *
                                                                    static_cast<double>(source_.rows) /
                                                                    static_cast<double>(target_.rows);
  const int64_t rows = std::max<int64_t>(1, static_cast<int64_t>(kBandBytes / row_bytes));
  const int64_t step = rows_.phases();
  rows_per_band_ = std::min(std::max(rows / step * step, step), target_.rows);
  planes_per_band_ = std::max<int64_t>(1, rows / target_.rows);
  plane_bands_ = (source_.planes + planes_per_band_ - 1) / planes_per_band_;
  const bool cut = rows_per_band_ < target_.rows;
  bands_per_plane_ = cut ? (target_.rows + rows_per_band_ - 1) / rows_per_band_ : 0;
  // Twice what a band needs, so that rows that stay are moved only every other time.
  staged_rows_ = std::min(source_.rows, 2 * rows_.MostNeeded(rows_per_band_));
}

Band TensorPlan::BandOf(int64_t index) const {
  if (bands_per_plane_ == 0) {
    const int64_t plane = index * planes_per_band_;
    return {plane, std::min(planes_per_band_, source_.planes - plane), 0, target_.rows, 0, source_.rows};
  }
  const int64_t begin = index % bands_per_plane_ * rows_per_band_;
  Band band = {index / bands_per_plane_, 1, begin, std::min(begin + rows_per_band_, target_.rows), 0, 0};
  band.source_begin = rows_.FirstNeeded(band.target_begin);
  for (int64_t t = band.target_begin; t < band.target_end; ++t) {
    band.source_end = std::max(band.source_end, rows_.At(t).end());
  }
  return band;
}

int64_t TensorPlan::LineBytes() const {
  const int64_t elements = kernels_->vertical_first ? source_.RowElements() : target_.RowElements();
  // All rows of a small plane follow each other closely.
  if (whole_planes_) return elements * kernels_->first->dst_bytes;
  return ((elements + kSlack) * kernels_->first->dst_bytes + 63) / 64 * 64;
}

Status TensorPlan::ReserveScratch(Workspace* workspace) const {
  if (copies_) return Status::kOk;
  const int64_t row_bytes = (source_.RowElements() + kSlack) * kernels_->first->source_bytes;
  if (!kernels_->reads_in_place && workspace->row.Reserve(row_bytes) != Status::kOk) return Status::kOutOfMemory;
  return workspace->ring.Reserve(slots_ * LineBytes() + kSlack * kernels_->first->dst_bytes);
}

const StagedBand* TensorPlan::Stage(int64_t index, bool continued, Workspace* workspace) {
  const Band band = BandOf(index);
  const int64_t room = band.planes > 1 ? band.planes * source_.rows : staged_rows_;
  if (ReserveScratch(workspace) != Status::kOk) return nullptr;
  if (workspace->staged_in.Reserve(room * InRowBytes() + kSlack * 8) != Status::kOk) return nullptr;
  const int64_t out_elements = band.planes * (band.target_end - band.target_begin) * target_.RowElements();
  if (workspace->staged_out.Reserve(out_elements * Info(out_).bytes) != Status::kOk) return nullptr;
  const bool same_plane = continued && band.planes == 1 && band.plane == band_.plane && band.target_begin > 0;
  KeepRows(band, same_plane, workspace);
  band_ = band;
  const int64_t first = end_staged_;
  const int64_t in_rows = std::max<int64_t>(band.source_end - first, 0);
  end_staged_ += in_rows;
  staged_ = {static_cast<double>(band.plane * source_.PlaneElements() + first * source_.RowElements()),
             static_cast<double>(band.planes * in_rows * source_.RowElements()),
             static_cast<double>(band.plane * target_.PlaneElements() + band.target_begin * target_.RowElements()),
             static_cast<double>(out_elements),
             static_cast<double>(
                 reinterpret_cast<uintptr_t>(workspace->staged_in.data() + (first - first_staged_) * InRowBytes())),
             static_cast<double>(reinterpret_cast<uintptr_t>(workspace->staged_out.data()))};
  return &staged_;
}

// Decides which staged rows stay, and moves them if the new ones find no room behind them.
void TensorPlan::KeepRows(const Band& band, bool same_plane, Workspace* workspace) {
  if (!same_plane || copies_) {
    first_staged_ = end_staged_ = next_row_ = band.source_begin;
  } else if (!kernels_->vertical_first) {
    // They have passed the horizontal filter.
    first_staged_ = end_staged_ = next_row_;
  } else if (band.source_end - first_staged_ > staged_rows_) {
    const int64_t kept = std::max<int64_t>(end_staged_ - band.source_begin, 0);
    uint8_t* rows = workspace->staged_in.data();
    std::memmove(rows, rows + (end_staged_ - kept - first_staged_) * InRowBytes(),
                 static_cast<size_t>(kept * InRowBytes()));
    first_staged_ = band.source_begin;
    end_staged_ = band.source_begin + kept;
  }
}

void TensorPlan::Run(Workspace* workspace) {
  RunBand(band_, {workspace->staged_in.data(), first_staged_}, workspace->staged_out.data(), workspace);
}

Status TensorPlan::Hold(Workspace* workspace) {
  if (ReserveScratch(workspace) != Status::kOk) return Status::kOutOfMemory;
  if (held_in_.Allocate(source_.Elements() * Info(in_).bytes + kSlack * 8) != Status::kOk) return Status::kOutOfMemory;
  return held_out_.Allocate(target_.Elements() * Info(out_).bytes);
}

Status TensorPlan::RunHeld(Workspace* workspace) {
  // Another plan's request may have been refused since, or have taken the room.
  if (ReserveScratch(workspace) != Status::kOk) return Status::kOutOfMemory;
  const Band whole = {0, source_.planes, 0, target_.rows, 0, source_.rows};
  next_row_ = 0;
  RunBand(whole, {held_in_.data(), 0}, held_out_.data(), workspace);
  return Status::kOk;
}

void TensorPlan::RunBand(const Band& band, Rows in, uint8_t* out, Workspace* workspace) {
  for (int64_t plane = 0; plane < band.planes; ++plane) {
    if (copies_) {
      CopyPlane(band, in, out);
    } else if (kernels_->vertical_first) {
      FilterVerticallyFirst(band, in, out, workspace);
    } else {
      if (plane > 0) next_row_ = 0;
      FilterHorizontallyFirst(band, in, out, workspace);
    }
    in.data += source_.rows * InRowBytes();
    out += (band.target_end - band.target_begin) * OutRowBytes();
  }
}

void TensorPlan::CopyPlane(const Band& band, const Rows& in, uint8_t* out) {
  const int64_t pixel_bytes = source_.channels * Info(in_).bytes;
  int64_t last_row = -1;
  for (int64_t t = band.target_begin; t < band.target_end; ++t, out += OutRowBytes()) {
    const int64_t row = rows_.At(t).start;
    const uint8_t* src = RowAt(in, row);
    if (row == last_row) {
      std::memcpy(out, out - OutRowBytes(), static_cast<size_t>(OutRowBytes()));
    } else if (periodic_cols_) {
      RepeatRow(repeat_, src, source_.cols, pixel_bytes, target_.cols / source_.cols, out);
    } else {
      GatherRow(cols_, src, pixel_bytes, out);
    }
    last_row = row;
  }
}

RowFilter TensorPlan::HorizontalFilter() const {
  return {ColsPass(), cols_, col_weights_.data(), normalised_, source_.channels};
}

UntypedTaps TensorPlan::VerticalTaps(const Window& window) const {
  return {row_weights_.data() + window.weights * RowsPass().weight_bytes, window.count, normalised_};
}

void TensorPlan::FilterHorizontallyFirst(const Band& band, const Rows& in, uint8_t* out, Workspace* workspace) {
  const int64_t line_bytes = LineBytes();
  const auto line = [&](int64_t row) {
    // See AxisPlan::At().
    return workspace->ring.data() + static_cast<uint32_t>(row) % static_cast<uint32_t>(slots_) * line_bytes;
  };
  for (int64_t t = band.target_begin; t < band.target_end; ++t, out += OutRowBytes()) {
    const Window window = rows_.At(t);
    if (whole_planes_ && next_row_ == 0) {
      FilterRows(HorizontalFilter(), source_.rows, in.data, line(0));
      next_row_ = source_.rows;
    }
    for (; next_row_ < window.end(); ++next_row_) {
      FilterSourceRow(RowAt(in, next_row_), line(next_row_), workspace);
    }
    for (int k = 0; k < window.count; ++k) tap_rows_[k] = line(window.start + k);
    FilterLines(window, out);
  }
}

void TensorPlan::FilterSourceRow(const uint8_t* in, uint8_t* line, Workspace* workspace) {
  if (!kernels_->reads_in_place) {
    kernels_->read_row(in, source_.RowElements(), workspace->row.data());
    in = workspace->row.data();
  }
  FilterRows(HorizontalFilter(), 1, in, line);
}

void TensorPlan::FilterLines(const Window& window, uint8_t* out) {
  const UntypedTaps taps = VerticalTaps(window);
  const int64_t count = target_.RowElements();
  if (kernels_->writes_in_place) return RowsPass().columns(tap_rows_.data(), taps, {count, 1, 0}, out);
  alignas(16) uint8_t piece[(kPiece + kSlack) * sizeof(double)];
  for (int64_t begin = 0; begin < count; begin += kPiece) {
    const int64_t some = std::min(kPiece, count - begin);
    RowsPass().columns(tap_rows_.data(), taps, {some, 1, 0}, piece);
    kernels_->write_row(piece, some, out + begin * Info(out_).bytes);
    MoveTapRows(window, kPiece * RowsPass().source_bytes);
  }
}

void TensorPlan::MoveTapRows(const Window& window, int64_t bytes) {
  for (int k = 0; k < window.count; ++k) tap_rows_[k] = static_cast<const uint8_t*>(tap_rows_[k]) + bytes;
}

void TensorPlan::FilterVerticallyFirst(const Band& band, const Rows& in, uint8_t* out, Workspace* workspace) {
  uint8_t* const line = workspace->ring.data();
  const int64_t count = source_.RowElements();
  for (int64_t t = band.target_begin; t < band.target_end; t += slots_) {
    const int64_t rows = std::min(slots_, band.target_end - t);
    for (int64_t i = 0; i < rows; ++i) {
      const Window window = rows_.At(t + i);
      for (int k = 0; k < window.count; ++k) tap_rows_[k] = RowAt(in, window.start + k);
      if (slots_ == 1) {
        FilterTargetRow(window, line, out);
      } else {
        RowsPass().columns(tap_rows_.data(), VerticalTaps(window), {count, 1, 0},
                           line + i * count * RowsPass().dst_bytes);
      }
    }
    if (slots_ > 1) FilterRows(HorizontalFilter(), rows, line, out);
    out += rows * OutRowBytes();
  }
}

void TensorPlan::FilterTargetRow(const Window& window, uint8_t* line, uint8_t* out) {
  const UntypedTaps taps = VerticalTaps(window);
  const RowFilter row = HorizontalFilter();
  int64_t filtered = 0;
  // The line up to pixel `end`.
  const auto need = [&](int64_t end) {
    const int64_t count = (end - filtered) * source_.channels;
    if (count <= 0) return;
    RowsPass().columns(tap_rows_.data(), taps, {count, 1, 0},
                       line + filtered * source_.channels * RowsPass().dst_bytes);
    MoveTapRows(window, count * RowsPass().source_bytes);
    filtered = end;
  };
  need(cols_.SourceEnd(cols_.inner_begin()));
  FilterHead(row, line, out);
  for (int64_t step = cols_.inner_begin(); step < cols_.inner_end(); step += piece_steps_) {
    const int64_t end = std::min(step + piece_steps_, cols_.inner_end());
    need(cols_.SourceEnd(end));
    FilterSteps(row, step, end, line, out);
  }
  need(source_.cols);
  FilterTail(row, line, out);
}

void TensorPlan::WriteKernelName(char* name) const {
  const char bytes[] = {'x', static_cast<char>('0' + Info(in_).bytes), '\0'};
  const char* const parts[] = {copies_ ? "repeat_" : "filter_", copies_ ? bytes : NameOf(kernels_->arithmetic), "__",
                               kIsa};
  for (const char* part : parts) {
    while (*part != '\0') *name++ = *part++;
  }
  *name = '\0';
}

}  // namespace upsampling2d
