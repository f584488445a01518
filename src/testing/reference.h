// The reference for all fast code: slow, obvious, in double. It follows the definition: exact positions, two nested
// sums, and for the gradient the transposed weights. From the product it uses only the lists of names and the weight
// functions.
#ifndef UPSAMPLING2D_TESTING_REFERENCE_H_
#define UPSAMPLING2D_TESTING_REFERENCE_H_

#include <array>
#include <cstdint>
#include <vector>

#include "core/dtype.h"
#include "core/filter.h"

namespace upsampling2d {

struct ReferenceLayer {
  Interpolation interpolation;
  Coordinates coordinates;
  int64_t row_factor;
  int64_t col_factor;
  bool channels_first;
  // From the gradient of the output to the gradient of the input.
  bool gradient;
};

struct ReferenceTap {
  int64_t index;
  double weight;
};

// For every output of one axis the inputs that it is made of, in ascending order and without zero weights.
using ReferenceTaps = std::vector<std::vector<ReferenceTap>>;

// Forward, n inputs to n * factor outputs.
ReferenceTaps MakeReferenceTaps(Interpolation interpolation, Coordinates coordinates, int64_t n, int64_t factor);

// From n * factor outputs back to n inputs.
ReferenceTaps TransposeReferenceTaps(const ReferenceTaps& forward, int64_t n);

struct ReferenceResult {
  std::vector<double> values;
  // The largest sum of |weight| over the taps of an output: the error of a result if every input has an error of 1.
  double gain;
  // The largest number of taps of both axes together.
  int taps;
};

// `dims` is the shape of the forward input, for the gradient too; `in` then has the shape of the forward output.
ReferenceResult Reference(const ReferenceLayer& layer, const std::array<int64_t, 4>& dims,
                          const std::vector<double>& in);

// For nearest and area: the index of the input element that each output element copies.
std::vector<int64_t> ReferenceCopies(const ReferenceLayer& layer, const std::array<int64_t, 4>& dims);

// Elements of a tensor as numbers and back: rounded half to even, saturated. Pictures: colour premultiplied by alpha
// (and in linear light), on a scale from 0 to 255, and divided by it on the way back.
std::vector<double> ReferenceRead(Dtype dtype, const void* elements, int64_t count);
std::vector<uint8_t> ReferenceWrite(Dtype dtype, const std::vector<double>& values);

double DoubleFromHalf(uint16_t bits);
// NaN becomes 0x7e00 with its sign.
uint16_t HalfFromDouble(double value);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_TESTING_REFERENCE_H_
