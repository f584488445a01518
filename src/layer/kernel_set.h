// Which kernels serve which element types: for every pair of tensor types and arithmetic the two passes, their order,
// and the conversions before and after them.
#ifndef UPSAMPLING2D_LAYER_KERNEL_SET_H_
#define UPSAMPLING2D_LAYER_KERNEL_SET_H_

#include <cstdint>

#include "core/dtype.h"
#include "kernels/pass.h"

namespace upsampling2d {

// What filters compute in. kWhole: whole numbers of 16 bits, where all weights are exact in them. kDots: first dot
// products of 16-bit whole numbers, then floats.
enum class Arithmetic { kFloat, kDouble, kWhole, kDots };

struct KernelSet {
  Dtype in;
  Dtype out;
  Arithmetic arithmetic;
  // Which axis the first pass filters. Horizontal first interleaves the few source rows and leaves a contiguous
  // vertical pass that writes the result straight through. Bytes grow fourfold on their way: vertical first they are
  // read from the tensor itself, and leave a single line of floats instead of a ring of wide ones, which the caches
  // would not hold.
  bool vertical_first;
  // Whether the first pass reads input rows where they lie, and the second one writes output rows; else they are
  // converted before and afterwards, by ReadRow and WriteRow.
  bool reads_in_place;
  bool writes_in_place;
  const Pass* first;
  const Pass* second;
  void (*read_row)(const void* src, int64_t count, void* dst);
  void (*write_row)(const void* src, int64_t count, void* dst);
};

// The set for these types; nullptr if there is none.
const KernelSet* FindKernels(Dtype in, Dtype out, Arithmetic arithmetic);

// The arithmetic that serves all weights for tensors of this type.
Arithmetic ArithmeticOf(Dtype dtype);

const char* NameOf(Arithmetic arithmetic);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_LAYER_KERNEL_SET_H_
