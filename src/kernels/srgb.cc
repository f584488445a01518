#include "kernels/srgb.h"

#include <cmath>

namespace upsampling2d {

float linear_of[256];

namespace {

// Coarse steps of linear light. The first step contains 13 channel values, most others contain none or one.
constexpr int kSteps = 1024;

// linear_above[v]: the least light for which v + 1 is nearer than v.
float linear_above[256];
// The channel value at the start of each coarse step.
uint8_t value_at[kSteps + 1];

// x^2.4 = x^2 * y with y^5 = x^2, which Newton's iteration finds; the library's pow would bring six kilobytes of
// tables.
double PowerOf2Point4(double x) {
  const double square = x * x;
  double y = 1;
  for (int i = 0; i < 60; ++i) y -= (y - square / (y * y * y * y)) / 5;
  return square * y;
}

double LinearOf(double value) {
  const double s = value / 255;
  return 255 * (s <= 0.04045 ? s / 12.92 : PowerOf2Point4((s + 0.055) / 1.055));
}

}  // namespace

void MakeSrgbTables() {
  for (int v = 0; v < 256; ++v) {
    linear_of[v] = static_cast<float>(LinearOf(v));
    linear_above[v] = v == 255 ? INFINITY : static_cast<float>(LinearOf(v + 0.5));
  }
  int value = 0;
  for (int step = 0; step <= kSteps; ++step) {
    while (linear_above[value] <= step * 255.0f / kSteps) ++value;
    value_at[step] = static_cast<uint8_t>(value);
  }
}

uint8_t SrgbFromLinear(float light) {
  if (!(light > 0)) return 0;
  if (light >= 255) return 255;
  int value = value_at[static_cast<int>(light * (kSteps / 255.0f))];
  // The step may have been rounded up.
  while (value > 0 && light < linear_above[value - 1]) --value;
  while (light >= linear_above[value]) ++value;
  return static_cast<uint8_t>(value);
}

}  // namespace upsampling2d
