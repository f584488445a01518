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

// The power series of the two functions below, to double's last digit but one. The library's own would bring ten
// kilobytes of tables into the module, for a few calls a plan.
double SineOfPi(double x) {
  // sin(pi * (n + r)) = (-1)^n * sin(pi * r), and r is exact. Whole distances give exactly 0: such a tap must not
  // spread a NaN.
  const double whole = std::nearbyint(x);
  const double angle = std::numbers::pi * (x - whole);
  double term = static_cast<int64_t>(whole) % 2 == 0 ? angle : -angle;
  double sum = term;
  for (int k = 2; k < 24; k += 2) {
    term *= -angle * angle / (k * (k + 1));
    sum += term;
  }
  return sum;
}

// e^-x for 0 <= x < 5, as the inverse of a sum without cancellation.
double ExpOfMinus(double x) {
  double term = 1;
  double sum = 1;
  for (int k = 1; k < 40; ++k) {
    term *= x / k;
    sum += term;
  }
  return 1 / sum;
}

double Sinc(double x) { return x == 0 ? 1 : SineOfPi(x) / (std::numbers::pi * x); }

template <int kRadius>
double Lanczos(double x) {
  return x < kRadius ? Sinc(x) * Sinc(x / kRadius) : 0;
}

// Standard deviation 1/2, cut off at three of them.
double Gaussian(double x) { return x < 1.5 ? ExpOfMinus(2 * x * x) : 0; }

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
