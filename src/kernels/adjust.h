// Single elements of a row, changed where they are: what TensorFlow does besides the two passes.
#ifndef UPSAMPLING2D_KERNELS_ADJUST_H_
#define UPSAMPLING2D_KERNELS_ADJUST_H_

#include <cstdint>

#include "core/dtype.h"

namespace upsampling2d {

void MultiplyRow(float factor, int64_t count, float* row);

// -0 becomes +0, in floating-point types of up to 32 bits; others stay as they are.
void DropSignsOfZeros(Dtype dtype, int64_t count, void* row);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_ADJUST_H_
