#include "layer/tensor_plan.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "simd/simd.h"

namespace upsampling2d {
namespace {

// Source and target rows of a band together: they stay in the second-level cache with the ring beside them.
constexpr int64_t kBandBytes = 256 * 1024;

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
  slots_ = rows_.RowsInFlight();
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

Status TensorPlan::MakeKernels() {
  const int row_shift = WholeShift(rows_);
  const int col_shift = WholeShift(cols_);
  kernels_ = nullptr;
  if (normalised_ && row_shift + col_shift <= kWholeShift) kernels_ = FindKernels(in_, out_, Accumulator::kWhole);
  const bool whole = kernels_ != nullptr;
  if (!whole) kernels_ = FindKernels(in_, out_, AccumulatorOf(in_));
  if (MakeWeights(rows_, whole ? row_shift : 0, &row_weights_) != Status::kOk) return Status::kOutOfMemory;
  return MakeWeights(cols_, whole ? kWholeShift - row_shift : 0, &col_weights_);
}

Status TensorPlan::MakeWeights(const AxisPlan& axis, int shift, Buffer<uint8_t>* weights) {
  const int64_t bytes = axis.weight_count() * kernels_->accumulator_bytes;
  if (weights->Allocate(bytes) != Status::kOk) return Status::kOutOfMemory;
  kernels_->make_weights(axis.weights(), axis.weight_count(), shift, weights->data());
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

int64_t TensorPlan::AccumulatorRowBytes() const {
  const int64_t bytes = (target_.RowElements() + kSlack) * kernels_->accumulator_bytes;
  return (bytes + 63) / 64 * 64;
}

Status TensorPlan::ReserveScratch(Workspace* workspace) const {
  if (copies_) return Status::kOk;
  const int64_t row_bytes = (source_.RowElements() + kSlack) * kernels_->accumulator_bytes;
  if (workspace->row.Reserve(row_bytes) != Status::kOk) return Status::kOutOfMemory;
  return workspace->ring.Reserve(slots_ * AccumulatorRowBytes());
}

const StagedBand* TensorPlan::Stage(int64_t index, bool continued, Workspace* workspace) {
  Band band = BandOf(index);
  const bool same_plane = continued && band.planes == 1 && band.plane == band_.plane && band.target_begin > 0;
  // Copied rows need no ring: their bands do not overlap.
  if (same_plane && !copies_) {
    band.source_begin = next_row_;
    band.source_end = std::max(band.source_end, next_row_);
  } else {
    next_row_ = band.source_begin;
  }
  const int64_t in_elements = band.planes * (band.source_end - band.source_begin) * source_.RowElements();
  const int64_t out_elements = band.planes * (band.target_end - band.target_begin) * target_.RowElements();
  if (ReserveScratch(workspace) != Status::kOk) return nullptr;
  if (workspace->staged_in.Reserve(in_elements * Info(in_).bytes + kSlack * 8) != Status::kOk) return nullptr;
  if (workspace->staged_out.Reserve(out_elements * Info(out_).bytes) != Status::kOk) return nullptr;
  band_ = band;
  staged_ = {static_cast<double>(band.plane * source_.PlaneElements() + band.source_begin * source_.RowElements()),
             static_cast<double>(in_elements),
             static_cast<double>(band.plane * target_.PlaneElements() + band.target_begin * target_.RowElements()),
             static_cast<double>(out_elements),
             static_cast<double>(reinterpret_cast<uintptr_t>(workspace->staged_in.data())),
             static_cast<double>(reinterpret_cast<uintptr_t>(workspace->staged_out.data()))};
  return &staged_;
}

void TensorPlan::Run(Workspace* workspace) {
  RunBand(band_, workspace->staged_in.data(), workspace->staged_out.data(), workspace);
}

Status TensorPlan::Hold(Workspace* workspace) {
  if (ReserveScratch(workspace) != Status::kOk) return Status::kOutOfMemory;
  if (held_in_.Allocate(source_.Elements() * Info(in_).bytes + kSlack * 8) != Status::kOk) return Status::kOutOfMemory;
  return held_out_.Allocate(target_.Elements() * Info(out_).bytes);
}

void TensorPlan::RunHeld(Workspace* workspace) {
  const Band whole = {0, source_.planes, 0, target_.rows, 0, source_.rows};
  next_row_ = 0;
  RunBand(whole, held_in_.data(), held_out_.data(), workspace);
}

void TensorPlan::RunBand(const Band& band, const uint8_t* in, uint8_t* out, Workspace* workspace) {
  for (int64_t plane = 0; plane < band.planes; ++plane) {
    if (copies_) {
      CopyPlane(band, in, out);
    } else {
      if (plane > 0) next_row_ = 0;
      FilterPlane(band, in, out, workspace);
    }
    in += (band.source_end - band.source_begin) * InRowBytes();
    out += (band.target_end - band.target_begin) * OutRowBytes();
  }
}

void TensorPlan::CopyPlane(const Band& band, const uint8_t* in, uint8_t* out) {
  const int64_t pixel_bytes = source_.channels * Info(in_).bytes;
  int64_t last_row = -1;
  for (int64_t t = band.target_begin; t < band.target_end; ++t, out += OutRowBytes()) {
    const int64_t row = rows_.At(t).start;
    const uint8_t* src = in + (row - band.source_begin) * InRowBytes();
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

void TensorPlan::FilterSourceRow(const uint8_t* in, uint8_t* slot, Workspace* workspace) {
  const void* row = in;
  if (!kernels_->reads_in_place || kernels_->reads_past_row(source_.channels)) {
    kernels_->read_row(in, source_.RowElements(), workspace->row.data());
    row = workspace->row.data();
  }
  kernels_->filter_row(cols_, normalised_, col_weights_.data(), source_.channels, row, slot);
}

void TensorPlan::FilterPlane(const Band& band, const uint8_t* in, uint8_t* out, Workspace* workspace) {
  uint8_t* ring = workspace->ring.data();
  const int64_t slot_bytes = AccumulatorRowBytes();
  for (int64_t t = band.target_begin; t < band.target_end; ++t, out += OutRowBytes()) {
    const Window window = rows_.At(t);
    for (; next_row_ < window.end(); ++next_row_) {
      FilterSourceRow(in + (next_row_ - band.source_begin) * InRowBytes(), ring + next_row_ % slots_ * slot_bytes,
                      workspace);
    }
    for (int k = 0; k < window.count; ++k) tap_rows_[k] = ring + (window.start + k) % slots_ * slot_bytes;
    FilterTargetRow(window, out);
  }
}

void TensorPlan::FilterTargetRow(const Window& window, uint8_t* out) {
  const int64_t count = target_.RowElements();
  const void* const* rows = reinterpret_cast<const void* const*>(tap_rows_.data());
  const uint8_t* weights = row_weights_.data() + window.weights * kernels_->accumulator_bytes;
  if (kernels_->writes_in_place) {
    kernels_->filter_columns(rows, weights, window.count, normalised_, count, out);
    return;
  }
  alignas(16) uint8_t piece[(kPiece + kSlack) * sizeof(double)];
  for (int64_t begin = 0; begin < count; begin += kPiece) {
    const int64_t some = std::min(kPiece, count - begin);
    kernels_->filter_columns(rows, weights, window.count, normalised_, some, piece);
    kernels_->write_row(piece, some, out + begin * Info(out_).bytes);
    for (int k = 0; k < window.count; ++k) tap_rows_[k] += kPiece * kernels_->accumulator_bytes;
  }
}

void TensorPlan::WriteKernelName(char* name) const {
  const char bytes[] = {'x', static_cast<char>('0' + Info(in_).bytes), '\0'};
  const char* const parts[] = {copies_ ? "repeat_" : "filter_", copies_ ? bytes : NameOf(kernels_->accumulator), "__",
                               kIsa};
  for (const char* part : parts) {
    while (*part != '\0') *name++ = *part++;
  }
  *name = '\0';
}

}  // namespace upsampling2d
