// A look at a row before it is summed: where all elements are moderate, taps of weight 0 change nothing and may be left
// out.
#ifndef UPSAMPLING2D_KERNELS_MODERATE_H_
#define UPSAMPLING2D_KERNELS_MODERATE_H_

#include <cstdint>

namespace upsampling2d {

// Whether all elements are numbers below 2^100 in magnitude: no sum of thousands of them overflows. Reads no more than
// `count` elements.
bool AreModerate(const float* row, int64_t count);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_MODERATE_H_
