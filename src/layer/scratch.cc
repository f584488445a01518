#include "layer/scratch.h"

namespace upsampling2d {
namespace {

// The most bytes that are kept when a plan is freed.
constexpr int64_t kMostKept = 16 << 20;

}  // namespace

Status Scratch::Grow(const Plan& plan) {
  ++epoch;
  fitted = 0;
  if (row.Reserve(plan.RowScratch()) != Status::kOk || ring.Reserve(plan.RingScratch()) != Status::kOk ||
      out.Reserve(plan.OutScratch()) != Status::kOk) {
    return Status::kOutOfMemory;
  }
  if (!plan.copies && (row_windows.Fit(plan.rows) != Status::kOk || col_windows.Fit(plan.cols) != Status::kOk ||
                       tap_rows.Reserve(plan.rows.max_taps()) != Status::kOk)) {
    return Status::kOutOfMemory;
  }
  fitted = plan.number;
  return Status::kOk;
}

void Scratch::Trim() {
  if (row.size() + ring.size() + out.size() <= kMostKept) return;
  row.Release();
  ring.Release();
  out.Release();
  ++epoch;
  fitted = 0;
}

}  // namespace upsampling2d
