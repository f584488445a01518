#include "kernels/window_block.h"

#include <algorithm>

namespace upsampling2d {
namespace {

// The most windows, and weights, that are made together.
constexpr int64_t kTargets = 256;
constexpr int64_t kWeights = 1 << 16;

}  // namespace

Status WindowBlock::Fit(const AxisPlan& axis) {
  begin_ = end_ = 0;
  if (axis.kept() && !axis.pads()) return Status::kOk;
  most_ = std::max<int64_t>(1, std::min<int64_t>(kTargets, kWeights / axis.max_made_taps()));
  if (windows_.Reserve(most_) != Status::kOk || exact_.Reserve(most_ * axis.max_made_taps()) != Status::kOk) {
    return Status::kOutOfMemory;
  }
  return weights_.Reserve(most_ * axis.max_made_taps());
}

void WindowBlock::Make(const AxisPlan& axis, const RowKernels& kernels, int shift, int64_t t) {
  if (t >= begin_ && t < end_) return;
  begin_ = t;
  end_ = std::min(t + most_, axis.target());
  axis.MakeWindows(begin_, end_, windows_.data(), exact_.data());
  kernels.make_weights(windows_.data(), end_ - begin_, exact_.data(), shift, weights_.data());
}

}  // namespace upsampling2d
