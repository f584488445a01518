// In which numbers a pair of tensor types is filtered: the two passes, their order, and the conversions before and
// after them.
#ifndef UPSAMPLING2D_LAYER_ARITHMETIC_H_
#define UPSAMPLING2D_LAYER_ARITHMETIC_H_

#include <cstdint>

#include "core/dtype.h"
#include "kernels/row_kernels.h"

namespace upsampling2d {

// What filters compute in. kWhole: whole numbers of 16 bits, where all weights are exact in them. kDots: first dot
// products of 16-bit whole numbers, then floats. kLines: dot products both times, where all weights are exact.
enum class Numbers { kFloat, kDouble, kWhole, kDots, kLines };

struct Arithmetic {
  Dtype in;
  Dtype out;
  Numbers numbers;
  // Whether the passes work on the tensor's own elements; otherwise rows go through read_row before the first one, and
  // through write_row after the second.
  bool reads_in_place;
  bool writes_in_place;
  const RowKernels* first;
  const RowKernels* second;
  void (*read_row)(const void* src, int64_t count, void* dst);
  void (*write_row)(const void* src, int64_t count, void* dst);
};

// The arithmetic in these numbers for these types; nullptr if there is none.
const Arithmetic* FindArithmetic(Dtype in, Dtype out, Numbers numbers);

// The numbers that serve all weights for tensors of this type.
Numbers NumbersOf(Dtype dtype);

const char* NameOf(Numbers numbers);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_LAYER_ARITHMETIC_H_
