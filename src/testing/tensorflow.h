// UpSampling2D in TensorFlow's float32 arithmetic (2.21, x86-64): every operation rounded once, in the order of
// tensorflow/core/kernels/image, nothing fused, nothing fast. Where Keras can compute it, these are Keras' bits. Shares
// no arithmetic with the product.
#ifndef UPSAMPLING2D_TESTING_TENSORFLOW_H_
#define UPSAMPLING2D_TESTING_TENSORFLOW_H_

#include <cstdint>
#include <vector>

#include "core/dtype.h"
#include "core/filter.h"

namespace upsampling2d {

struct TensorFlowTap {
  int64_t index;
  float weight;
};

// The taps of one output of an axis.
struct TensorFlowWindow {
  // nearest: one of weight 1. bilinear: lower and upper pixel; the second weight is the fraction t, the first 1 - t.
  // bicubic: four, indices clamped; what was clamped has weight 0. The others: the span, and for area an index clamped
  // to the last pixel may occur twice. Weights may be 0 anywhere.
  std::vector<TensorFlowTap> taps;
  // The lanczos, gaussian and mitchellcubic spans of an axis have one length, 2 ceil(radius) + 1 or all pixels: so many
  // more pixels follow the taps, inside the image, and are multiplied by 0.
  int64_t padding;
};

// For output `target` of source * factor. area ignores `coordinates`. Where TensorFlow has no asymmetric or
// align_corners form (bicubic and what follows it) the kernel is the half-pixel one at that mode's position.
TensorFlowWindow MakeTensorFlowWindow(Interpolation interpolation, Coordinates coordinates, int64_t source,
                                      int64_t factor, int64_t target);

struct TensorFlowLayer {
  Interpolation interpolation;
  Coordinates coordinates;
  int64_t row_factor;
  int64_t col_factor;
};

// Of the forward input. Channels first: planes are batch * channels, and there is one channel.
struct TensorFlowShape {
  int64_t planes;
  int64_t rows;
  int64_t cols;
  int64_t channels;
};

std::vector<float> TensorFlowForward(const TensorFlowLayer& layer, const TensorFlowShape& shape,
                                     const std::vector<float>& in);

// Of everything but area, which has none in TensorFlow.
std::vector<float> TensorFlowGradient(const TensorFlowLayer& layer, const TensorFlowShape& shape,
                                      const std::vector<float>& output_gradient);

// Forward from elements to elements. Through float, whatever the type, but for nearest, which copies (`in` and `out`
// are the same there). Rounded once on the way out: to the nearest half, or half to even and saturated.
std::vector<uint8_t> TensorFlowElements(const TensorFlowLayer& layer, const TensorFlowShape& shape, Dtype in, Dtype out,
                                        const void* elements);

// glibc's sinf (2.28 or later, sysdeps/ieee754/flt-32/s_sinf.c) for 0 <= y < 120, as its build without FMA computes it.
float TensorFlowSin(float y);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_TESTING_TENSORFLOW_H_
