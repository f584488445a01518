// The windows of some targets that an axis does not keep: made when they are needed, in memory that was taken before.
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
  // Room for windows of this axis, if it does not keep them all as they are. What was made before is forgotten.
  Status Fit(const AxisPlan& axis);

  // Makes the windows of target t and its successors, unless the window of t exists. Weights are times 2^shift, in the
  // form of the kernels.
  void Make(const AxisPlan& axis, const RowKernels& kernels, int shift, int64_t t);

  int64_t end() const { return end_; }
  const Window& At(int64_t t) const { return windows_[t - begin_]; }
  const void* weights() const { return weights_.data(); }

 private:
  Buffer<Window> windows_;
  Buffer<double> exact_;
  // Of any type, because none is wider than a double.
  Buffer<double> weights_;
  int64_t most_ = 0;
  int64_t begin_ = 0;
  int64_t end_ = 0;
};

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_WINDOW_BLOCK_H_
