#include "core/axis_rule.h"

#include <algorithm>
#include <cmath>

namespace upsampling2d {
namespace {

// More phases than these are not worth a table: each is used for a few pixels only.
constexpr int64_t kMostPhases = 256;

int64_t FloorDiv(int64_t num, int64_t den) { return num / den - (num % den < 0 ? 1 : 0); }

// The window of the exact position. Pixels before `begin` and from `end` on do not exist.
Window MakeExact(const AxisRule& axis, int64_t t, int64_t begin, int64_t end, double* weights) {
  const Filter& filter = *axis.filter;
  if (filter.Copies()) {
    weights[0] = 1;
    return {axis.Nearest(t), 1, 0};
  }
  const Position at = axis.mode->position(t, axis.source, axis.factor);
  const int64_t floor = FloorDiv(at.num, at.den);
  double fraction = static_cast<double>(at.num - floor * at.den) / static_cast<double>(at.den);
  if (filter.phase_steps > 0) fraction = std::nearbyint(fraction * filter.phase_steps) / filter.phase_steps;
  const int64_t reach = static_cast<int64_t>(std::ceil(filter.radius));
  const int64_t first = std::max(floor - reach, begin);
  const int64_t last = std::min(floor + 1 + reach, end - 1);
  Window window = {first, static_cast<int32_t>(last - first + 1), 0};
  double sum = 0;
  for (int64_t j = first; j <= last; ++j) {
    const double weight = filter.weight(std::fabs(static_cast<double>(j - floor) - fraction));
    weights[j - first] = weight;
    sum += weight;
  }
  if (sum == 0) {
    // Rounded to the first pixel outside, as asymmetric bicubic is by a factor over 2048: its edge is repeated.
    weights[0] = 1;
    return {last, 1, 0};
  }
  for (int k = 0; k < window.count; ++k) weights[k] /= sum;
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

int64_t AxisRule::Reach() const { return static_cast<int64_t>(std::ceil(filter->radius)) + 1; }

bool AxisRule::Repeats() const { return mode->periodic && factor <= kMostPhases; }

Window AxisRule::Make(int64_t t, double* weights) const { return MakeExact(*this, t, 0, source, weights); }

Window AxisRule::MakeWithoutEdges(int64_t t, double* weights) const {
  return MakeExact(*this, t, -Reach(), source + Reach(), weights);
}

int64_t AxisRule::Nearest(int64_t t) const {
  const Position at = mode->position(t, source, factor);
  return mode->rounds ? FloorDiv(2 * at.num + at.den, 2 * at.den) : FloorDiv(at.num, at.den);
}

}  // namespace upsampling2d
