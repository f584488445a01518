// A row through the row filter in exactly the room that its header documents, and the obvious sum of the same taps.
#ifndef UPSAMPLING2D_TESTING_FILTER_ROWS_H_
#define UPSAMPLING2D_TESTING_FILTER_ROWS_H_

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "core/axis_plan.h"
#include "core/buffer.h"
#include "kernels/filter_cols.h"
#include "kernels/filter_rows.h"
#include "testing/elements.h"
#include "testing/random.h"

namespace upsampling2d {

// Weights as accumulators: whole ones in units of 2^-shift.
template <class Acc>
std::vector<Acc> WeightsAs(const AxisPlan& axis, int shift) {
  std::vector<Acc> weights;
  for (int64_t i = 0; i < axis.weight_count(); ++i) {
    weights.push_back(static_cast<Acc>(std::ldexp(axis.weights()[i], shift)));
  }
  return weights;
}

// Whole accumulators begin as bytes.
template <class Acc>
Acc RandomAccumulator(Random* random) {
  return static_cast<Acc>(sizeof(Acc) == 2 ? random->Real(0.0, 255.99) : random->Real(-1000.0, 1000.0));
}

// 0 for whole accumulators, which know no rounding.
template <class Acc>
double SumTolerance(int taps, double gain) {
  return sizeof(Acc) == 2 ? 0 : Tolerance(sizeof(Acc) == 8, taps, gain, 1000);
}

// "", or what differs.
template <class Acc>
std::string CheckFilterRow(const AxisPlan& axis, bool normalised, int shift, int64_t channels, Random* random) {
  const std::vector<Acc> weights = WeightsAs<Acc>(axis, shift);
  const int64_t slack = ReadsPastRow<Acc>(channels) ? kSlack : 0;
  std::vector<Acc> src(axis.source() * channels + slack);
  for (Acc& x : src) x = RandomAccumulator<Acc>(random);
  std::vector<Acc> dst(axis.target() * channels + kSlack);
  FilterRow(axis, normalised, weights.data(), channels, src.data(), dst.data());
  for (int64_t t = 0; t < axis.target(); ++t) {
    const Window window = axis.At(t);
    double gain = 0;
    for (int k = 0; k < window.count; ++k) gain += std::fabs(static_cast<double>(weights[window.weights + k]));
    const double tolerance = SumTolerance<Acc>(window.count, gain);
    for (int64_t c = 0; c < channels; ++c) {
      double sum = 0;
      for (int k = 0; k < window.count; ++k) {
        sum += static_cast<double>(weights[window.weights + k]) *
               static_cast<double>(src[(window.start + k) * channels + c]);
      }
      const double got = static_cast<double>(dst[t * channels + c]);
      if (!(std::fabs(got - sum) <= tolerance)) {
        return "pixel " + std::to_string(t) + " channel " + std::to_string(c) + " is " + std::to_string(got) +
               " instead of " + std::to_string(sum);
      }
    }
  }
  return "";
}

// The same for `count` columns of rows with these weights; whole ones sum to at most 2^kWholeShift.
template <class Acc>
std::string CheckFilterColumns(const std::vector<Acc>& weights, bool normalised, int64_t count, Random* random) {
  const int taps = static_cast<int>(weights.size());
  std::vector<std::vector<Acc>> rows(taps);
  std::vector<const Acc*> starts;
  for (std::vector<Acc>& row : rows) {
    row.resize(count + kSlack);
    for (Acc& x : row) x = RandomAccumulator<Acc>(random);
    starts.push_back(row.data());
  }
  std::vector<typename Filtered<Acc>::Type> dst(count);
  FilterColumns(starts.data(), Taps<Acc>{weights.data(), taps, normalised}, count, dst.data());
  double gain = 0;
  for (const Acc weight : weights) gain += std::fabs(static_cast<double>(weight));
  for (int64_t i = 0; i < count; ++i) {
    double sum = 0;
    for (int k = 0; k < taps; ++k) sum += static_cast<double>(weights[k]) * static_cast<double>(rows[k][i]);
    if (sizeof(Acc) == 2) sum = std::nearbyint(std::ldexp(sum, -kWholeShift));
    const double got = static_cast<double>(dst[i]);
    if (!(std::fabs(got - sum) <= SumTolerance<Acc>(taps, gain))) {
      return "element " + std::to_string(i) + " is " + std::to_string(got) + " instead of " + std::to_string(sum);
    }
  }
  return "";
}

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_TESTING_FILTER_ROWS_H_
