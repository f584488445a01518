#include "testing/reference.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

namespace upsampling2d {
namespace {

// num / den, den > 0.
struct Fraction {
  int64_t num;
  int64_t den;
};

int64_t FloorOf(Fraction x) {
  int64_t floor = x.num / x.den;
  while (floor * x.den > x.num) --floor;
  return floor;
}

int64_t RoundHalfUp(Fraction x) { return FloorOf({2 * x.num + x.den, 2 * x.den}); }

int64_t RoundHalfToEven(Fraction x) {
  const int64_t up = RoundHalfUp(x);
  const bool tie = 2 * (up * x.den - x.num) == x.den;
  return tie && up % 2 != 0 ? up - 1 : up;
}

// The position of output o; input pixel j is at j.
Fraction PositionOf(Coordinates coordinates, int64_t o, int64_t n, int64_t factor) {
  switch (coordinates) {
    case Coordinates::k_half_pixel:  // (o + 1/2) / factor - 1/2
      return {2 * o + 1 - factor, 2 * factor};
    case Coordinates::k_asymmetric:
      return {o, factor};
    case Coordinates::k_align_corners:  // the first and last pixels of both coincide
      return n * factor == 1 ? Fraction{0, 1} : Fraction{o * (n - 1), n * factor - 1};
  }
  return {0, 1};
}

int64_t NearestOf(Coordinates coordinates, int64_t o, int64_t n, int64_t factor) {
  if (coordinates != Coordinates::k_align_corners) return o / factor;
  return RoundHalfUp(PositionOf(coordinates, o, n, factor));
}

// |j - position|. Positions of bicubic are rounded to 1/1024 of a pixel.
double Distance(Interpolation interpolation, int64_t j, Fraction position) {
  if (interpolation == Interpolation::k_bicubic) {
    const int64_t floor = FloorOf(position);
    const int64_t rest = position.num - floor * position.den;
    position = {floor * 1024 + RoundHalfToEven({rest * 1024, position.den}), 1024};
  }
  return static_cast<double>(std::abs(j * position.den - position.num)) / static_cast<double>(position.den);
}

std::vector<ReferenceTap> TapsOf(Interpolation interpolation, Coordinates coordinates, int64_t o, int64_t n,
                                 int64_t factor) {
  if (interpolation == Interpolation::k_nearest || interpolation == Interpolation::k_area) {
    return {{NearestOf(coordinates, o, n, factor), 1}};
  }
  const Fraction position = PositionOf(coordinates, o, n, factor);
  std::vector<ReferenceTap> taps;
  double sum = 0;
  for (int64_t j = 0; j < n; ++j) {
    const double weight = FilterOf(interpolation).weight(Distance(interpolation, j, position));
    if (weight == 0) continue;
    taps.push_back({j, weight});
    sum += weight;
  }
  // A position rounded to the first pixel outside: the edge is repeated.
  if (taps.empty()) return {{n - 1, 1}};
  for (ReferenceTap& tap : taps) tap.weight /= sum;
  return taps;
}

double Gain(const ReferenceTaps& axis) {
  double most = 0;
  for (const auto& taps : axis) {
    double sum = 0;
    for (const ReferenceTap& tap : taps) sum += std::fabs(tap.weight);
    most = std::max(most, sum);
  }
  return most;
}

int MostTaps(const ReferenceTaps& axis) {
  size_t most = 0;
  for (const auto& taps : axis) most = std::max(most, taps.size());
  return static_cast<int>(most);
}

struct Geometry {
  int64_t planes;
  int64_t rows;
  int64_t cols;
  int64_t depth;
};

Geometry GeometryOf(const ReferenceLayer& layer, const std::array<int64_t, 4>& dims) {
  if (layer.channels_first) return {dims[0] * dims[1], dims[2], dims[3], 1};
  return {dims[0], dims[1], dims[2], dims[3]};
}

double RoundHalfToEven(double x) {
  const double floor = std::floor(x);
  const double rest = x - floor;
  if (rest != 0.5) return rest < 0.5 ? floor : floor + 1;
  return std::fmod(floor, 2) == 0 ? floor : floor + 1;
}

// The nearest representable element.
template <class T>
T Narrow(double x) {
  constexpr double lowest = static_cast<double>(std::numeric_limits<T>::lowest());
  constexpr double highest = static_cast<double>(std::numeric_limits<T>::max());
  return static_cast<T>(std::clamp(RoundHalfToEven(x), lowest, highest));
}
template <>
float Narrow<float>(double x) {
  return static_cast<float>(x);
}
template <>
double Narrow<double>(double x) {
  return x;
}
template <>
Half Narrow<Half>(double x) {
  return {HalfFromDouble(x)};
}

double Widen(Half x) { return DoubleFromHalf(x.bits); }
template <class T>
double Widen(T x) {
  return static_cast<double>(x);
}

double LinearFromSrgbValue(double value) {
  const double s = value / 255;
  return 255 * (s <= 0.04045 ? s / 12.92 : std::pow((s + 0.055) / 1.055, 2.4));
}

double SrgbValueFromLinear(double light) {
  const double l = std::clamp(light / 255, 0.0, 1.0);
  return 255 * (l <= 0.04045 / 12.92 ? 12.92 * l : 1.055 * std::pow(l, 1 / 2.4) - 0.055);
}

std::vector<double> ReadPixels(const uint8_t* channels, int64_t count, bool linear) {
  std::vector<double> values(count);
  for (int64_t i = 0; i < count; ++i) {
    const double alpha = channels[i | 3];
    const double colour = linear ? LinearFromSrgbValue(channels[i]) : channels[i];
    values[i] = i % 4 == 3 ? alpha : colour * alpha / 255;
  }
  return values;
}

std::vector<uint8_t> WritePixels(const std::vector<double>& values, bool linear) {
  std::vector<uint8_t> channels(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    const double alpha = values[i | 3];
    const double colour = alpha > 0 ? values[i] * 255 / alpha : 0;
    channels[i] = Narrow<uint8_t>(i % 4 == 3 ? alpha : linear ? SrgbValueFromLinear(colour) : colour);
  }
  return channels;
}

template <class T>
std::vector<double> ReadAs(const void* elements, int64_t count) {
  std::vector<T> typed(count);
  if (count > 0) std::memcpy(typed.data(), elements, count * sizeof(T));
  std::vector<double> values(count);
  for (int64_t i = 0; i < count; ++i) values[i] = Widen(typed[i]);
  return values;
}

template <class T>
std::vector<uint8_t> WriteAs(const std::vector<double>& values) {
  std::vector<uint8_t> elements(values.size() * sizeof(T));
  for (size_t i = 0; i < values.size(); ++i) {
    const T element = Narrow<T>(values[i]);
    std::memcpy(elements.data() + i * sizeof(T), &element, sizeof(T));
  }
  return elements;
}

}  // namespace

ReferenceTaps MakeReferenceTaps(Interpolation interpolation, Coordinates coordinates, int64_t n, int64_t factor) {
  ReferenceTaps axis;
  for (int64_t o = 0; o < n * factor; ++o) axis.push_back(TapsOf(interpolation, coordinates, o, n, factor));
  return axis;
}

ReferenceTaps TransposeReferenceTaps(const ReferenceTaps& forward, int64_t n) {
  ReferenceTaps transposed(n);
  for (size_t o = 0; o < forward.size(); ++o) {
    for (const ReferenceTap& tap : forward[o]) transposed[tap.index].push_back({static_cast<int64_t>(o), tap.weight});
  }
  return transposed;
}

ReferenceResult Reference(const ReferenceLayer& layer, const std::array<int64_t, 4>& dims,
                          const std::vector<double>& in) {
  const Geometry small = GeometryOf(layer, dims);
  ReferenceTaps rows = MakeReferenceTaps(layer.interpolation, layer.coordinates, small.rows, layer.row_factor);
  ReferenceTaps cols = MakeReferenceTaps(layer.interpolation, layer.coordinates, small.cols, layer.col_factor);
  int64_t in_rows = small.rows;
  int64_t in_cols = small.cols;
  if (layer.gradient) {
    in_rows = static_cast<int64_t>(rows.size());
    in_cols = static_cast<int64_t>(cols.size());
    rows = TransposeReferenceTaps(rows, small.rows);
    cols = TransposeReferenceTaps(cols, small.cols);
  }
  ReferenceResult result = {{}, Gain(rows) * Gain(cols), MostTaps(rows) + MostTaps(cols)};
  for (int64_t plane = 0; plane < small.planes; ++plane) {
    for (const auto& row_taps : rows) {
      for (const auto& col_taps : cols) {
        for (int64_t c = 0; c < small.depth; ++c) {
          double sum = 0;
          for (const ReferenceTap& r : row_taps) {
            for (const ReferenceTap& s : col_taps) {
              sum += r.weight * s.weight * in[((plane * in_rows + r.index) * in_cols + s.index) * small.depth + c];
            }
          }
          result.values.push_back(sum);
        }
      }
    }
  }
  return result;
}

std::vector<int64_t> ReferenceCopies(const ReferenceLayer& layer, const std::array<int64_t, 4>& dims) {
  const Geometry in = GeometryOf(layer, dims);
  std::vector<int64_t> sources;
  for (int64_t plane = 0; plane < in.planes; ++plane) {
    for (int64_t r = 0; r < in.rows * layer.row_factor; ++r) {
      const int64_t row = NearestOf(layer.coordinates, r, in.rows, layer.row_factor);
      for (int64_t s = 0; s < in.cols * layer.col_factor; ++s) {
        const int64_t col = NearestOf(layer.coordinates, s, in.cols, layer.col_factor);
        for (int64_t c = 0; c < in.depth; ++c) {
          sources.push_back(((plane * in.rows + row) * in.cols + col) * in.depth + c);
        }
      }
    }
  }
  return sources;
}

std::vector<double> ReferenceRead(Dtype dtype, const void* elements, int64_t count) {
  if (dtype == Dtype::k_rgba8 || dtype == Dtype::k_rgba8linear) {
    return ReadPixels(static_cast<const uint8_t*>(elements), count, dtype == Dtype::k_rgba8linear);
  }
  switch (dtype) {
#define DTYPE(name, storage, accumulator, kind) \
  case Dtype::k_##name:                         \
    return ReadAs<std::conditional_t<DtypeKind::kind == DtypeKind::kPixels, uint8_t, storage>>(elements, count);
#include "core/dtype_list.inc"
#undef DTYPE
  }
  return {};
}

std::vector<uint8_t> ReferenceWrite(Dtype dtype, const std::vector<double>& values) {
  if (dtype == Dtype::k_rgba8 || dtype == Dtype::k_rgba8linear)
    return WritePixels(values, dtype == Dtype::k_rgba8linear);
  switch (dtype) {
#define DTYPE(name, storage, accumulator, kind) \
  case Dtype::k_##name:                         \
    return WriteAs<std::conditional_t<DtypeKind::kind == DtypeKind::kPixels, uint8_t, storage>>(values);
#include "core/dtype_list.inc"
#undef DTYPE
  }
  return {};
}

double DoubleFromHalf(uint16_t bits) {
  const int exponent = bits >> 10 & 31;
  const int fraction = bits & 1023;
  double magnitude;
  if (exponent == 31) {
    magnitude = fraction == 0 ? INFINITY : NAN;
  } else {
    magnitude = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
  }
  return std::copysign(magnitude, bits & 0x8000 ? -1.0 : 1.0);
}

uint16_t HalfFromDouble(double value) {
  const uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  const double magnitude = std::fabs(value);
  if (std::isnan(value)) return sign | 0x7e00;
  if (magnitude >= 65520) return sign | 0x7c00;  // half way between the largest number and the next power of two
  // In steps of the smallest one up to 2^-14, above that 1024 steps for each power of two.
  const int exponent = magnitude < std::ldexp(1, -14) ? -14 : std::ilogb(magnitude);
  const int steps = static_cast<int>(RoundHalfToEven(std::ldexp(magnitude, 10 - exponent)));
  // A carry out of the fraction counts the exponent up.
  return static_cast<uint16_t>(sign + ((exponent + 14) << 10) + steps);
}

}  // namespace upsampling2d
