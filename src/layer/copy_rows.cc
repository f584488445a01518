#include "layer/copy_rows.h"

#include <cstring>

#include "kernels/adjust.h"
#include "kernels/repeat.h"

namespace upsampling2d {

void CopyRows(const Plan& plan, const Band& band, const SourceRows& in, uint8_t* out) {
  const int64_t row_bytes = plan.OutRowBytes();
  const int64_t pixel_bytes = plan.source.channels * Info(plan.in).bytes;
  int64_t last_row = -1;
  for (int64_t t = band.target_begin; t < band.target_end; ++t, out += row_bytes) {
    const int64_t row = plan.repeats_rows ? t / plan.rows.phases() : plan.rows.Nearest(t);
    const uint8_t* src = in.data + (row - in.first) * plan.InRowBytes();
    if (row == last_row) {
      std::memcpy(out, out - row_bytes, static_cast<size_t>(row_bytes));
    } else if (plan.repeats_pixels) {
      RepeatRow(plan.repeat.View(), src, plan.source.cols, pixel_bytes, plan.target.cols / plan.source.cols, out);
    } else {
      GatherRow(plan.cols, src, pixel_bytes, out);
    }
    if (row != last_row && !plan.has_signed_zeros) DropSignsOfZeros(plan.in, plan.target.RowElements(), out);
    last_row = row;
  }
}

}  // namespace upsampling2d
