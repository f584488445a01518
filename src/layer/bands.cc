#include "layer/bands.h"

#include <algorithm>

#include "layer/plan.h"

namespace upsampling2d {
namespace {

// For the source and target rows of a band together. The second-level cache must also hold the ring.
constexpr int64_t kBandBytes = 256 * 1024;

// For rows that go together a band may be so many times as large.
constexpr int64_t kMostOversize = 16;

}  // namespace

Bands::Bands(const Plan& plan) : plan_(&plan), target_rows_(plan.target.rows) {
  const double row_bytes = static_cast<double>(plan.OutRowBytes()) + static_cast<double>(plan.InRowBytes()) *
                                                                         static_cast<double>(plan.source.rows) /
                                                                         static_cast<double>(plan.target.rows);
  const int64_t rows = std::max<int64_t>(1, static_cast<int64_t>(kBandBytes / row_bytes));
  // Steps are not cut, nor are rows that go through the horizontal pass together, unless they are far too many.
  const int64_t lines = plan.vertical_first ? plan.lines : plan.lines * plan.target.rows / plan.source.rows;
  const int64_t together = plan.lines > 1 && lines <= kMostOversize * rows ? lines : 1;
  const int64_t step = std::max<int64_t>(together, plan.rows.repeats() ? plan.rows.phases() : 1);
  rows_per_band_ = std::min(std::max(rows / step * step, step), target_rows_);
  // A last band of few rows would have fewer than go together.
  bands_per_plane_ = (target_rows_ + rows_per_band_ / 2) / rows_per_band_;
  planes_per_band_ = std::max<int64_t>(1, rows / target_rows_);
}

int64_t Bands::count() const {
  const int64_t planes = plan_->source.planes;
  return CutsPlanes() ? bands_per_plane_ * planes : (planes + planes_per_band_ - 1) / planes_per_band_;
}

Band Bands::At(int64_t index) const {
  if (!CutsPlanes()) {
    const int64_t plane = index * planes_per_band_;
    return {plane, std::min(planes_per_band_, plan_->source.planes - plane), 0, target_rows_, 0, plan_->source.rows};
  }
  const int64_t place = index % bands_per_plane_;
  const int64_t begin = place * rows_per_band_;
  const int64_t end = place + 1 < bands_per_plane_ ? begin + rows_per_band_ : target_rows_;
  return {index / bands_per_plane_, 1, begin, end, plan_->rows.FirstRead(begin), plan_->rows.LastReadEnd(begin, end)};
}

BandPlace PlaceOf(const Plan& plan, const Band& band) {
  const int64_t in = band.plane * plan.source.PlaneElements();
  const int64_t out = band.plane * plan.target.PlaneElements();
  const int64_t more = band.planes - 1;
  return {in + band.source_begin * plan.source.RowElements(),
          in + more * plan.source.PlaneElements() + band.source_end * plan.source.RowElements(),
          out + band.target_begin * plan.target.RowElements(),
          out + more * plan.target.PlaneElements() + band.target_end * plan.target.RowElements()};
}

Band WholeOf(const Plan& plan) { return {0, plan.source.planes, 0, plan.target.rows, 0, plan.source.rows}; }

int64_t Bands::MostSourceRows() const {
  const int64_t last = target_rows_ - (bands_per_plane_ - 1) * rows_per_band_;
  return CutsPlanes() ? plan_->rows.MostNeeded(std::max(rows_per_band_, last)) : plan_->source.rows;
}

}  // namespace upsampling2d
