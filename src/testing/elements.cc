#include "testing/elements.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

#include "testing/names.h"
#include "testing/reference.h"

namespace upsampling2d {
namespace {

struct Interval {
  std::vector<double> lowest;
  std::vector<double> highest;
};

Interval Around(const std::vector<double>& exact, double tolerance) {
  Interval interval = {exact, exact};
  for (double& x : interval.lowest) x -= tolerance;
  for (double& x : interval.highest) x += tolerance;
  return interval;
}

// The same for pictures, where colour is divided by an alpha that is as inexact as the colour.
Interval AroundPixels(const std::vector<double>& exact, double tolerance) {
  Interval interval = Around(exact, tolerance);
  for (size_t i = 0; i < exact.size(); ++i) {
    if (i % 4 == 3) continue;
    const double alpha = exact[i | 3];
    double lowest = interval.lowest[i] / (alpha + tolerance);
    double highest = interval.highest[i] / (alpha - tolerance);
    if (alpha <= tolerance) {
      lowest = 0;
      // Without alpha there is no colour; with a little of it there may be any.
      highest = alpha < -tolerance ? 0 : 1;
    }
    // ReferenceWrite() divides by the alpha of its own pixel.
    interval.lowest[i] = std::max(lowest, 0.0) * (alpha - tolerance);
    interval.highest[i] = std::min(highest, 2.0) * (alpha + tolerance);
  }
  return interval;
}

bool IsPixels(Dtype dtype) { return Info(dtype).kind == DtypeKind::kPixels; }

}  // namespace

std::vector<uint8_t> RandomElements(Dtype dtype, int64_t count, Random* random) {
  std::vector<double> values(count);
  double lowest = -1000;
  double highest = 1000;
  if (Info(dtype).kind == DtypeKind::kInteger) {
    lowest = ReferenceRead(dtype, ReferenceWrite(dtype, {-1e10}).data(), 1)[0];
    highest = ReferenceRead(dtype, ReferenceWrite(dtype, {1e10}).data(), 1)[0];
  }
  if (IsPixels(dtype) || Info(dtype).kind == DtypeKind::kCopyOnly) {
    std::vector<uint8_t> bytes(count * Info(dtype).bytes);
    for (uint8_t& byte : bytes) {
      const double x = random->Real(-40.0, 295.0);
      byte = static_cast<uint8_t>(std::clamp(x, 0.0, 255.0));
    }
    return bytes;
  }
  for (double& value : values) {
    value = random->Real(lowest, highest);
    if (random->Integer(0, 7) == 0) value = random->Bits() % 2 == 0 ? lowest : highest;
  }
  return ReferenceWrite(dtype, values);
}

bool ComputesInDouble(Dtype dtype) {
  return dtype == Dtype::k_float64 || dtype == Dtype::k_int32 || dtype == Dtype::k_uint32;
}

double Tolerance(bool in_double, int taps, double gain, double largest_input) {
  // In double the reference rounds as well, and its positions are rounded before its weights are computed.
  const double unit = in_double ? 0x1p-49 : 0x1p-24;
  return unit * (taps + 10) * gain * largest_input;
}

std::string FirstWrong(Dtype dtype, const uint8_t* elements, const std::vector<double>& exact, double tolerance) {
  const int64_t count = static_cast<int64_t>(exact.size());
  const Interval interval = IsPixels(dtype) ? AroundPixels(exact, tolerance) : Around(exact, tolerance);
  const Dtype plain = IsPixels(dtype) ? Dtype::k_uint8 : dtype;
  const std::vector<double> got = ReferenceRead(plain, elements, count);
  const std::vector<double> lowest = ReferenceRead(plain, ReferenceWrite(dtype, interval.lowest).data(), count);
  const std::vector<double> highest = ReferenceRead(plain, ReferenceWrite(dtype, interval.highest).data(), count);
  for (int64_t i = 0; i < count; ++i) {
    if (got[i] >= lowest[i] && got[i] <= highest[i]) continue;
    std::ostringstream text;
    text.precision(std::numeric_limits<double>::max_digits10);
    text << NameOf(dtype) << " element " << i << " of " << count << " is " << got[i] << ", not within " << tolerance
         << " of " << exact[i];
    return text.str();
  }
  return "";
}

double Largest(const std::vector<double>& values) {
  double largest = 0;
  for (const double x : values) largest = std::max(largest, std::fabs(x));
  return largest;
}

}  // namespace upsampling2d
