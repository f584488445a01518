#include "core/filter.h"

#include <cmath>
#include <numbers>

namespace upsampling2d {
namespace {

double Triangle(double x) { return x < 1 ? 1 - x : 0; }

// Keys' cubic convolution with a = -1/2, as TensorFlow's ResizeBicubic has it for half-pixel centres.
double KeysCubic(double x) {
  constexpr double a = -0.5;
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
  return 0;
}

// Exactly 0 at whole distances, where sin(pi * x) would leave 1e-16: such a tap must not spread a NaN.
double Sinc(double x) {
  if (x == 0) return 1;
  if (x == std::floor(x)) return 0;
  return std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

template <int kRadius>
double Lanczos(double x) {
  return x < kRadius ? Sinc(x) * Sinc(x / kRadius) : 0;
}

// Standard deviation 1/2, cut off at three of them.
double Gaussian(double x) { return x < 1.5 ? std::exp(-2 * x * x) : 0; }

// Mitchell and Netravali's cubic with B = C = 1/3.
double MitchellCubic(double x) {
  if (x < 1) return (7.0 / 6 * x - 2) * x * x + 8.0 / 9;
  if (x < 2) return ((-7.0 / 18 * x + 2) * x - 10.0 / 3) * x + 16.0 / 9;
  return 0;
}

Position HalfPixel(int64_t o, int64_t, int64_t factor) { return {2 * o + 1 - factor, 2 * factor}; }

Position Asymmetric(int64_t o, int64_t, int64_t factor) { return {o, factor}; }

Position AlignCorners(int64_t o, int64_t source, int64_t factor) {
  const int64_t last = source * factor - 1;
  return {o * (source - 1), last == 0 ? 1 : last};
}

constexpr Filter kFilters[] = {
#define INTERPOLATION(name, weight, radius, phase_steps) {#name, weight, radius, phase_steps},
#include "core/interpolation_list.inc"
#undef INTERPOLATION
};

constexpr CoordinateMode kModes[] = {
#define COORDINATES(name, position, periodic, rounds) {#name, position, periodic, rounds},
#include "core/coordinates_list.inc"
#undef COORDINATES
};

}  // namespace

const Filter& FilterOf(Interpolation interpolation) { return kFilters[static_cast<int>(interpolation)]; }

const CoordinateMode& ModeOf(Coordinates coordinates) { return kModes[static_cast<int>(coordinates)]; }

}  // namespace upsampling2d
