#include "core/filter.h"

#include <cmath>
#include <numbers>

namespace upsampling2d {
namespace {

double Triangle(double x) { return x < 1 ? 1 - x : 0; }

// Keys' cubic convolution for a = kQuarters / 4. Most use -1/2, PyTorch -3/4.
template <int kQuarters>
double Cubic(double x) {
  constexpr double a = kQuarters / 4.0;
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

// e^-x for 0 <= x < 5.
double ExpOfMinus(double x) {
  double term = 1;
  double sum = 1;
  for (int k = 1; k < 40; ++k) {
    term *= x / k;
    sum += term;
  }
  // The sum has no cancellation.
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

// The kernels of tensorflow/core/kernels/image/sampling_kernels.h, operation by operation.
template <int kRadius>
float FloatLanczos(float x) {
  constexpr float pi = 3.14159265359f;
  constexpr float radius = kRadius;
  if (x > radius) return 0;
  if (static_cast<double>(x) <= 1e-3) return 1;
  const float angle = pi * x;
  return ((radius * LanczosSine(angle)) * LanczosSine(angle / radius)) / (((pi * pi) * x) * x);
}

float FloatGaussian(float x) { return x < 1.5f ? static_cast<float>(ExpOfMinus(2 * static_cast<double>(x * x))) : 0; }

float FloatMitchellCubic(float x) {
  if (x >= 2) return 0;
  if (x >= 1) return (((-7.0f / 18) * x + 2) * x - 10.0f / 3) * x + 16.0f / 9;
  return (((7.0f / 6) * x - 2) * x) * x + 8.0f / 9;
}

float ScaleOfSizes(int64_t source, int64_t factor) {
  return static_cast<float>(source) / static_cast<float>(source * factor);
}

float ScaleOfCorners(int64_t source, int64_t factor) {
  const int64_t last = source * factor - 1;
  if (last == 0) return ScaleOfSizes(source, factor);
  return static_cast<float>(source - 1) / static_cast<float>(last);
}

Position HalfPixel(int64_t o, int64_t, int64_t factor) { return {2 * o + 1 - factor, 2 * factor}; }

Position Asymmetric(int64_t o, int64_t, int64_t factor) { return {o, factor}; }

Position AlignCorners(int64_t o, int64_t source, int64_t factor) {
  const int64_t last = source * factor - 1;
  return {o * (source - 1), last == 0 ? 1 : last};
}

constexpr Filter kFilters[] = {
#define INTERPOLATION(name, weight, radius, phase_steps, float_way, float_weight) \
  {weight, radius, phase_steps, FloatWay::float_way, float_weight},
#include "core/interpolation_list.inc"
#undef INTERPOLATION
};

// The backends' cubics.
constexpr const Filter& kTableCubic = kFilters[static_cast<int>(Interpolation::k_bicubic)];
constexpr Filter kCubic = {Cubic<-2>, 2, 0, FloatWay::kTable, nullptr};
constexpr Filter kSharpCubic = {Cubic<-3>, 2, 0, FloatWay::kTable, nullptr, Edges::kRepeated};

constexpr BackendRules kBackends[] = {
#define BACKEND(name, positions, cubic, cubic_gradient, interpolations) \
  {cubic, Positions::positions, Positions::cubic_gradient},
#include "core/backend_list.inc"
#undef BACKEND
};

constexpr CoordinateMode kModes[] = {
#define COORDINATES(name, position, periodic, rounds, scale, shift) {position, periodic, rounds, scale, shift},
#include "core/coordinates_list.inc"
#undef COORDINATES
};

}  // namespace

const BackendRules& RulesOf(Backend backend) { return kBackends[static_cast<int>(backend)]; }

const Filter& FilterOf(Interpolation interpolation, Backend backend) {
  if (interpolation == Interpolation::k_bicubic) return RulesOf(backend).cubic;
  return kFilters[static_cast<int>(interpolation)];
}

const CoordinateMode& ModeOf(Coordinates coordinates) { return kModes[static_cast<int>(coordinates)]; }

float LanczosSine(float y) {
  // One reduction and two polynomials in double, rounded once at the end (sysdeps/ieee754/flt-32/s_sinf.c). The quarter
  // is rounded half away from zero, through 24 binary places.
  const double x0 = y;
  const int quarter = (static_cast<int32_t>(x0 * 0x1.45F306DC9C883p+23) + 0x800000) >> 24;
  const double x = x0 - quarter * 0x1.921FB54442D18p0;
  const double x2 = x * x;
  const double x4 = x2 * x2;
  double sine;
  if (quarter % 2 == 0) {
    const double x3 = x * x2;
    const double rest = 0x1.1107605230bc4p-7 + x2 * -0x1.994eb3774cf24p-13;
    sine = (x + x3 * -0x1.555545995a603p-3) + (x3 * x2) * rest;
  } else {
    const double rest = -0x1.6c087e89a359dp-10 + x2 * 0x1.99343027bf8c3p-16;
    sine = ((1 + x2 * -0x1.ffffffd0c621cp-2) + x4 * 0x1.55553e1068f19p-5) + (x4 * x2) * rest;
  }
  return static_cast<float>(quarter % 4 >= 2 ? -sine : sine);
}

}  // namespace upsampling2d
