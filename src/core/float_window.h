// Windows in TensorFlow's arithmetic: positions and weights in float32, where every operation is rounded, in the order
// of tensorflow/core/kernels/image. At factors that are no powers of two these positions drift away from the exact ones
// along the axis, and with them the weights: every output has its own.
#ifndef UPSAMPLING2D_CORE_FLOAT_WINDOW_H_
#define UPSAMPLING2D_CORE_FLOAT_WINDOW_H_

#include <cstdint>

#include "core/axis_rule.h"

namespace upsampling2d {

// The position of output t, on an axis where pixel j is at j: rounded after every operation, or once.
float StepwisePosition(const AxisRule& axis, int64_t t);
float FusedPosition(const AxisRule& axis, int64_t t);

// The window of output t; `weights` has room for MostTaps(). Its taps may lie outside the image: there the first or
// last pixel is to be taken. Weights may be 0 anywhere, and such a tap is no less a part of the sum: it makes
// infinities NaN.
//   kPair    one tap where both pixels are the same
//   kTable   four taps; those outside weigh 0
//   kSpan    as many taps as TensorFlow has room for, or as there are pixels; behind the radius they weigh 0
//   kLengths the pixels' shares of the output, which do not sum to 1
Window MakeFloatWindow(const AxisRule& axis, int64_t t, double* weights);

// The pixel that output t is a copy of.
int64_t NearestInFloat(const AxisRule& axis, int64_t t);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_CORE_FLOAT_WINDOW_H_
