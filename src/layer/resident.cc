#include "layer/resident.h"

#include "layer/bands.h"
#include "layer/run.h"

namespace upsampling2d {

Status Resident::Allocate(const Plan& plan, Scratch* scratch) {
  const int64_t in_bytes = plan.source.Elements() * Info(plan.in).bytes + kSlack * 8;
  const int64_t out_bytes = plan.target.Elements() * Info(plan.out).bytes;
  // Memory that has grown never shrinks, so no part is allocated if both tensors cannot fit.
  if (static_cast<double>(in_bytes) + static_cast<double>(out_bytes) > static_cast<double>(SIZE_MAX)) {
    return Status::kOutOfMemory;
  }
  const bool out_first = out_bytes > in_bytes;
  Buffer<uint8_t>& larger = out_first ? out_ : in_;
  Buffer<uint8_t>& smaller = out_first ? in_ : out_;
  if (larger.Allocate(out_first ? out_bytes : in_bytes) != Status::kOk ||
      smaller.Allocate(out_first ? in_bytes : out_bytes) != Status::kOk) {
    return Status::kOutOfMemory;
  }
  return scratch->Fit(plan);
}

Status Resident::Compute(const Plan& plan, Scratch* scratch) {
  Run run(scratch);
  if (run.Begin(plan, 0) != Status::kOk) return Status::kOutOfMemory;
  run.Rows(WholeOf(plan), {in_.data(), 0, in_.data() + in_.size()}, out_.data());
  return Status::kOk;
}

}  // namespace upsampling2d
