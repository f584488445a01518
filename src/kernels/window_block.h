// The windows of some targets of a long axis, which keeps none: made when they are needed, in memory that was taken
// before.
#ifndef UPSAMPLING2D_KERNELS_WINDOW_BLOCK_H_
#define UPSAMPLING2D_KERNELS_WINDOW_BLOCK_H_

#include <cstdint>

#include "core/axis_plan.h"
#include "core/buffer.h"
#include "core/status.h"
#include "kernels/row_kernels.h"

namespace upsampling2d {

class WindowBlock {
 public:
  // Room for windows of this axis, if it keeps none. What was made before is forgotten.
  Status Fit(const AxisPlan& axis) {
    begin_ = end_ = 0;
    if (axis.kept()) return Status::kOk;
    most_ = std::max<int64_t>(1, std::min<int64_t>(kTargets, kWeights / axis.max_taps()));
    if (windows_.Reserve(most_) != Status::kOk || exact_.Reserve(most_ * axis.max_taps()) != Status::kOk) {
      return Status::kOutOfMemory;
    }
    return weights_.Reserve(most_ * axis.max_taps());
  }

  // Makes the windows from target t on, if that of t is not there already; weights times 2^shift as the kernels have
  // them.
  void Make(const AxisPlan& axis, const RowKernels& kernels, int shift, int64_t t) {
    if (t >= begin_ && t < end_) return;
    begin_ = t;
    end_ = std::min(t + most_, axis.target());
    axis.MakeWindows(begin_, end_, windows_.data(), exact_.data());
    kernels.make_weights(windows_.data(), end_ - begin_, exact_.data(), shift, weights_.data());
  }

  int64_t end() const { return end_; }
  const Window& At(int64_t t) const { return windows_[t - begin_]; }
  const void* weights() const { return weights_.data(); }

 private:
  static constexpr int64_t kTargets = 256;
  static constexpr int64_t kWeights = 1 << 16;

  Buffer<Window> windows_;
  Buffer<double> exact_;
  // Of any type: none is wider than a double.
  Buffer<double> weights_;
  int64_t most_ = 0;
  int64_t begin_ = 0;
  int64_t end_ = 0;
};

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_WINDOW_BLOCK_H_
