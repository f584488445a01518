// Factors whose weights change from step to step, as float32 positions do that are not exact: each phase of a row is a
// sum of shifted rows still, but with a weight for every element, loaded beside it. Windows of one phase may begin a
// pixel apart.
#ifndef UPSAMPLING2D_KERNELS_STEP_WEIGHTS_H_
#define UPSAMPLING2D_KERNELS_STEP_WEIGHTS_H_

#include <cstdint>

#include "core/axis_plan.h"
#include "core/buffer.h"
#include "core/status.h"
#include "kernels/taps.h"

namespace upsampling2d {

// The weights of an axis, for pixels of some channels, in rows with one element for each element of the inner steps.
class StepWeights {
 public:
  // How a phase is summed, and the rows that it has for that.
  enum class Way {
    kSum,      // taps that may weigh 0: a row for each
    kShifted,  // the same, and a row of masks: which windows begin a pixel later
    kBlend,    // two pixels: the weight of the second
    kPicked  // the same, and three rows of masks: which first pixel is the second of three, which second one is not the
             // first of them, and which is the third
  };
  struct Phase {
    Way way;
    int32_t taps;
    // Where windows begin, relative to the step.
    int64_t start;
    int64_t first_row;
  };

  // For a forward axis that keeps its windows, which do not repeat. If there are too many weights, or windows of a
  // phase differ too much, it is left empty.
  Status Make(const AxisPlan& axis, const float* weights, Summing summing, int64_t channels);

  bool empty() const { return begin_ >= end_; }
  // The inner steps: their windows lie inside the image.
  int64_t begin() const { return begin_; }
  int64_t end() const { return end_; }

  // dst = phase p of steps [step, step + steps).
  //   src  the first pixel of the row, behind which kSlack elements more can be read
  //   dst  steps * channels elements
  void Sum(int p, int64_t step, int64_t steps, const float* src, float* dst) const;

 private:
  bool Measure(const AxisPlan& axis, int64_t p, Summing summing);
  void Fill(const AxisPlan& axis, int64_t p, const float* weights);
  float* Row(int64_t row) { return rows_.data() + row * row_length_; }

  Buffer<Phase> phases_;
  Buffer<float> rows_;
  int64_t row_length_ = 0;
  int64_t channels_ = 0;
  int64_t begin_ = 0;
  int64_t end_ = 0;
};

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_STEP_WEIGHTS_H_
