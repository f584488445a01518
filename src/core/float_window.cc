#include "core/float_window.h"

#include <algorithm>
#include <cmath>

namespace upsampling2d {
namespace {

int64_t Bound(int64_t index, int64_t source) { return std::clamp<int64_t>(index, 0, source - 1); }

// Divides by the sum of the weights as TensorFlow does.
void Normalise(float sum, int count, double* weights) {
  const float inverse = 1 / sum;
  for (int k = 0; k < count; ++k) weights[k] = static_cast<float>(weights[k]) * inverse;
}

// resize_bilinear_op.cc
Window MakePair(const AxisRule& axis, int64_t t, double* weights) {
  const float position = StepwisePosition(axis, t);
  const float floor = std::floor(position);
  const float fraction = position - floor;
  const int64_t lower = std::max<int64_t>(static_cast<int64_t>(floor), 0);
  const int64_t upper = std::min<int64_t>(static_cast<int64_t>(std::ceil(position)), axis.source - 1);
  if (lower >= upper) {
    weights[0] = 1;
    return {upper, 1, 0};
  }
  weights[0] = 1 - fraction;
  weights[1] = fraction;
  return {lower, 2, 0};
}

// resize_bicubic_op.cc, whose table is computed in double.
Window MakeFromTable(const AxisRule& axis, int64_t t, double* weights) {
  const Filter& filter = *axis.filter;
  const float position = StepwisePosition(axis, t);
  const float floor = std::floor(position);
  const float step = std::nearbyint((position - floor) * static_cast<float>(filter.phase_steps));
  const double fraction = static_cast<double>(step) / filter.phase_steps;
  const Window window = {static_cast<int64_t>(floor) - 1, 4, 0};
  float sum = 0;
  for (int k = 0; k < 4; ++k) {
    const bool inside = window.start + k == Bound(window.start + k, axis.source);
    weights[k] = inside ? static_cast<float>(filter.weight(std::fabs(k - 1 - fraction))) : 0;
    sum += static_cast<float>(weights[k]);
  }
  if (sum == 0) {
    // Rounded to the first pixel outside, as asymmetric positions are by a factor over 2048: its edge is repeated.
    weights[2] = 1;
    return window;
  }
  Normalise(sum, 4, weights);
  return window;
}

// scale_and_translate_op.cc, ComputeSpansCore; there pixel j is centred at j + 0.5.
Window MakeSpan(const AxisRule& axis, int64_t t, double* weights) {
  const Filter& filter = *axis.filter;
  const float radius = static_cast<float>(filter.radius);
  const bool half_pixel = axis.mode->shift != 0;
  // The op is given the factor, and inverts it itself.
  const float centre = half_pixel ? (static_cast<float>(t) + 0.5f) * (1 / static_cast<float>(axis.factor))
                                  : StepwisePosition(axis, t) + 0.5f;
  const int64_t length = std::min(2 * static_cast<int64_t>(std::ceil(radius)) + 1, axis.source);
  const int64_t begin = Bound(static_cast<int64_t>(std::ceil((centre - radius) - 0.5f)), axis.source);
  const int64_t last = Bound(static_cast<int64_t>(std::floor((centre + radius) - 0.5f)), axis.source);
  // So far behind that float32 has no halves, a span can come out longer than it is meant to be.
  const int64_t end = std::min(last + 1, begin + length);
  float sum = 0;
  for (int64_t j = begin; j < end; ++j) {
    const float value = filter.float_weight(std::fabs((static_cast<float>(j) + 0.5f) - centre));
    weights[j - begin] = value;
    sum += value;
  }
  if (sum != 0) Normalise(sum, static_cast<int>(end - begin), weights);
  const int64_t padded = std::max(std::min(begin + length, axis.source), end);
  std::fill(weights + (end - begin), weights + (padded - begin), 0.0);
  return {begin, static_cast<int32_t>(padded - begin), 0};
}

// resize_area_op.cc
Window MakeLengths(const AxisRule& axis, int64_t t, double* weights) {
  const float scale = axis.mode->scale(axis.source, axis.factor);
  const float from = static_cast<float>(t) * scale;
  const float to = static_cast<float>(t + 1) * scale;
  const int64_t begin = static_cast<int64_t>(std::floor(from));
  const int64_t end = std::min(static_cast<int64_t>(std::ceil(to)), begin + axis.MostTaps());
  for (int64_t j = begin; j < end; ++j) {
    const float left = static_cast<float>(j);
    const float right = static_cast<float>(j + 1);
    const float of_first = right > to ? scale : right - from;
    const float of_others = right > to ? to - left : 1;
    weights[j - begin] = left < from ? of_first : of_others;
  }
  return {begin, static_cast<int32_t>(end - begin), 0};
}

}  // namespace

float StepwisePosition(const AxisRule& axis, int64_t t) {
  const float shift = axis.mode->shift;
  return (static_cast<float>(t) + shift) * axis.mode->scale(axis.source, axis.factor) - shift;
}

float FusedPosition(const AxisRule& axis, int64_t t) {
  const double shift = axis.mode->shift;
  return static_cast<float>((static_cast<double>(t) + shift) * axis.mode->scale(axis.source, axis.factor) - shift);
}

Window MakeFloatWindow(const AxisRule& axis, int64_t t, double* weights) {
  switch (axis.filter->float_way) {
    case FloatWay::kPixel:
      break;
    case FloatWay::kPair:
      return MakePair(axis, t, weights);
    case FloatWay::kTable:
      return MakeFromTable(axis, t, weights);
    case FloatWay::kSpan:
      return MakeSpan(axis, t, weights);
    case FloatWay::kLengths:
      return MakeLengths(axis, t, weights);
  }
  weights[0] = 1;
  return {NearestInFloat(axis, t), 1, 0};
}

int64_t NearestInFloat(const AxisRule& axis, int64_t t) {
  // resize_nearest_neighbor_op.cc; at half-pixel centres it takes floor(t / factor).
  if (axis.mode->shift != 0) return t / axis.factor;
  const float position = StepwisePosition(axis, t);
  return Bound(static_cast<int64_t>(axis.mode->rounds ? std::round(position) : std::floor(position)), axis.source);
}

}  // namespace upsampling2d
