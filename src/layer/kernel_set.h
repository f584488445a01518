// Which kernels serve which element types: one row of functions for every pair of tensor types and accumulator, behind
// untyped pointers, so that the plan above them is written once.
#ifndef UPSAMPLING2D_LAYER_KERNEL_SET_H_
#define UPSAMPLING2D_LAYER_KERNEL_SET_H_

#include <cstdint>

#include "core/axis_plan.h"
#include "core/dtype.h"

namespace upsampling2d {

enum class Accumulator { kFloat, kDouble, kWhole };

struct KernelSet {
  Dtype in;
  Dtype out;
  Accumulator accumulator;
  int accumulator_bytes;
  // Whether input rows are accumulators already, and can be filtered where they lie, and output rows what the vertical
  // pass writes.
  bool reads_in_place;
  bool writes_in_place;

  // See ReadRow, FilterRow, ReadsPastRow, FilterColumns and WriteRow of the kernels.
  void (*read_row)(const void* src, int64_t count, void* dst);
  void (*filter_row)(const AxisPlan& axis, bool normalised, const void* weights, int64_t channels, const void* src,
                     void* dst);
  bool (*reads_past_row)(int64_t channels);
  void (*filter_columns)(const void* const* rows, const void* weights, int taps, bool normalised, int64_t count,
                         void* dst);
  void (*write_row)(const void* src, int64_t count, void* dst);
  // weights[i] * 2^shift as accumulators, behind each other.
  void (*make_weights)(const double* weights, int64_t count, int shift, void* dst);
};

// The set for these types; nullptr if there is none.
const KernelSet* FindKernels(Dtype in, Dtype out, Accumulator accumulator);

// The accumulator in which tensors of this type are filtered.
Accumulator AccumulatorOf(Dtype dtype);

const char* NameOf(Accumulator accumulator);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_LAYER_KERNEL_SET_H_
