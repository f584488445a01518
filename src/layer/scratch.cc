#include "layer/scratch.h"

namespace upsampling2d {

Status Scratch::Grow(const Plan& plan) {
  fitted = 0;
  if (row.Reserve(plan.RowScratch()) != Status::kOk || ring.Reserve(plan.RingScratch()) != Status::kOk) {
    return Status::kOutOfMemory;
  }
  if (!plan.copies && (row_windows.Fit(plan.rows) != Status::kOk || col_windows.Fit(plan.cols) != Status::kOk ||
                       tap_rows.Reserve(plan.rows.max_taps()) != Status::kOk)) {
    return Status::kOutOfMemory;
  }
  fitted = plan.number;
  return Status::kOk;
}

}  // namespace upsampling2d
