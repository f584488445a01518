#include "layer/staging.h"

#include <algorithm>
#include <cstring>

namespace upsampling2d {

Status Staging::Stage(const Plan& plan, const Bands& bands, int64_t index, bool continued, StagedBand* staged) {
  const Band band = bands.At(index);
  // Twice what a band needs, so that the rows that stay need to be moved only for every other band.
  const int64_t most_rows = std::min(plan.source.rows, 2 * bands.MostSourceRows());
  const int64_t in_rows = band.planes > 1 ? band.planes * plan.source.rows : most_rows;
  const BandPlace place = PlaceOf(plan, band);
  const int64_t out_elements = place.out_end - place.out_begin;
  const bool goes_on =
      continued && band.planes == 1 && band.plane == band_.plane && band.target_begin > 0 && run_.CanContinue(plan);
  if (!goes_on) {
    if (run_.Begin(plan, band.source_begin) != Status::kOk) return Status::kOutOfMemory;
    first_row_ = end_row_ = band.source_begin;
  }
  if (in_.Reserve(in_rows * plan.InRowBytes() + kSlack * 8) != Status::kOk ||
      out_.Reserve(out_elements * Info(plan.out).bytes) != Status::kOk) {
    return Status::kOutOfMemory;
  }
  if (goes_on) KeepRows(plan, band, most_rows);
  band_ = band;
  const int64_t first = end_row_;
  end_row_ = std::max(band.source_end, first);
  *staged = {band.plane * plan.source.PlaneElements() + first * plan.source.RowElements(),
             band.planes * (end_row_ - first) * plan.source.RowElements(),
             place.out_begin,
             out_elements,
             in_.data() + (first - first_row_) * plan.InRowBytes(),
             out_.data()};
  return Status::kOk;
}

// Decides which staged rows stay, and moves them if there is no room for the new rows behind them.
void Staging::KeepRows(const Plan& plan, const Band& band, int64_t most_rows) {
  if (plan.copies) {
    first_row_ = end_row_ = band.source_begin;
  } else if (run_.ReadsOnce()) {
    first_row_ = end_row_ = run_.next_row();
  } else if (band.source_end - first_row_ > most_rows) {
    const int64_t kept = std::max<int64_t>(end_row_ - band.source_begin, 0);
    std::memmove(in_.data(), in_.data() + (end_row_ - kept - first_row_) * plan.InRowBytes(),
                 static_cast<size_t>(kept * plan.InRowBytes()));
    first_row_ = band.source_begin;
    end_row_ = band.source_begin + kept;
  }
}

void Staging::Compute() { run_.Rows(band_, {in_.data(), first_row_, in_.data() + in_.size()}, out_.data()); }

}  // namespace upsampling2d
