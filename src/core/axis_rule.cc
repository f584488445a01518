#include "core/axis_rule.h"

#include <algorithm>
#include <cmath>

#include "core/float_window.h"

namespace upsampling2d {
namespace {

// More phases than these are not worth a table: each is used for a few pixels only.
constexpr int64_t kMostPhases = 256;

int64_t FloorDiv(int64_t num, int64_t den) { return num / den - (num % den < 0 ? 1 : 0); }

// In float32 an axis of up to so many targets has exact positions, if the factor is a power of two.
constexpr int64_t kMostExactTargets = 1 << 22;
// A step of this axis is far enough from both ends for any filter.
constexpr int64_t kAxisWithoutEdges = 64;

struct Place {
  int64_t floor;
  double fraction;
};

Place PlaceOf(const AxisRule& axis, int64_t t) {
  if (axis.positions != Positions::kExact) {
    const double position = axis.positions == Positions::kFused ? FusedPosition(axis, t) : StepwisePosition(axis, t);
    return {static_cast<int64_t>(std::floor(position)), position - std::floor(position)};
  }
  const Position at = axis.mode->position(t, axis.source, axis.factor);
  const int64_t floor = FloorDiv(at.num, at.den);
  return {floor, static_cast<double>(at.num - floor * at.den) / static_cast<double>(at.den)};
}

// Weights of pixels outside go to the pixel at the edge.
void RepeatEdges(Window* window, int64_t source, double* weights) {
  const int64_t first = std::clamp<int64_t>(window->start, 0, source - 1);
  const int64_t last = std::clamp<int64_t>(window->end() - 1, 0, source - 1);
  for (int64_t j = window->start; j < window->end(); ++j) {
    const double weight = weights[j - window->start];
    weights[j - window->start] = 0;
    weights[std::clamp(j, first, last) - first] += weight;
  }
  *window = {first, static_cast<int32_t>(last - first + 1), 0};
}

// The window of a position by the filter's definition.
Window MakeDefined(const AxisRule& axis, int64_t t, double* weights) {
  const Filter& filter = *axis.filter;
  if (filter.Copies()) {
    weights[0] = 1;
    return {axis.Nearest(t), 1, 0};
  }
  Place place = PlaceOf(axis, t);
  if (filter.phase_steps > 0) place.fraction = std::nearbyint(place.fraction * filter.phase_steps) / filter.phase_steps;
  const bool drops = filter.edges == Edges::kDropped;
  const int64_t reach = static_cast<int64_t>(std::ceil(filter.radius));
  const int64_t first = std::max(place.floor - reach, drops ? 0 : INT64_MIN);
  const int64_t last = std::min(place.floor + 1 + reach, drops ? axis.source - 1 : INT64_MAX);
  Window window = {first, static_cast<int32_t>(last - first + 1), 0};
  double sum = 0;
  for (int64_t j = first; j <= last; ++j) {
    const double weight = filter.weight(std::fabs(static_cast<double>(j - place.floor) - place.fraction));
    weights[j - first] = weight;
    sum += weight;
  }
  if (sum == 0) {
    // Rounded to the first pixel outside, as asymmetric bicubic is by a factor over 2048: its edge is repeated.
    weights[0] = 1;
    return {last, 1, 0};
  }
  for (int k = 0; k < window.count; ++k) weights[k] /= sum;
  if (!drops) RepeatEdges(&window, axis.source, weights);
  TrimWindow(&window, weights);
  return window;
}

}  // namespace

void TrimWindow(Window* window, double* weights) {
  int first = 0;
  int last = window->count - 1;
  while (first < last && weights[first] == 0) ++first;
  while (last > first && weights[last] == 0) --last;
  window->start += first;
  window->count = last - first + 1;
  std::copy(weights + first, weights + last + 1, weights);
}

int64_t AxisRule::Reach() const {
  // Positions in float32 are rounded to this share of the axis.
  const int64_t rounding = positions == Positions::kExact ? 0 : (source >> 20) + 1;
  return static_cast<int64_t>(std::ceil(filter->radius)) + 1 + rounding;
}

int AxisRule::MostTaps() const { return 2 * static_cast<int>(std::ceil(filter->radius)) + 2; }

bool AxisRule::Repeats() const {
  if (!mode->periodic || factor > kMostPhases) return false;
  if (positions == Positions::kExact || (filter->float_way == FloatWay::kPixel && mode->rounds)) return true;
  return (factor & (factor - 1)) == 0 && target() <= kMostExactTargets;
}

Window AxisRule::Make(int64_t t, double* weights) const {
  if (positions == Positions::kStepwise) return MakeFloatWindow(*this, t, weights);
  return MakeDefined(*this, t, weights);
}

Window AxisRule::MakeWithoutEdges(int64_t t, double* weights) const {
  AxisRule wide = *this;
  wide.source = kAxisWithoutEdges;
  Window window = wide.Make(t + kAxisWithoutEdges / 2 * factor, weights);
  window.start -= kAxisWithoutEdges / 2;
  return window;
}

int64_t AxisRule::Nearest(int64_t t) const {
  if (positions == Positions::kStepwise) return NearestInFloat(*this, t);
  const Position at = mode->position(t, source, factor);
  return mode->rounds ? FloorDiv(2 * at.num + at.den, 2 * at.den) : FloorDiv(at.num, at.den);
}

bool AxisRule::RepeatsPixels() const {
  if (Repeats()) return true;
  if (!mode->periodic) return false;
  for (int64_t t = 0; t < target(); ++t) {
    if (Nearest(t) != t / factor) return false;
  }
  return true;
}

}  // namespace upsampling2d
