// A row through both filters in exactly the room that their headers document, and the obvious sum of the same taps.
#ifndef UPSAMPLING2D_TESTING_CHECK_KERNELS_H_
#define UPSAMPLING2D_TESTING_CHECK_KERNELS_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "core/axis_plan.h"
#include "core/buffer.h"
#include "kernels/horizontal.h"
#include "kernels/row_kernels.h"
#include "kernels/sum_rows.h"
#include "testing/elements.h"
#include "testing/random.h"

namespace upsampling2d {

// A pass from Source to Dst.
template <class Source, class Dst>
struct Kinds {
  using From = Source;
  using To = Dst;
  using Weight = WeightOf<Source, Dst>;
  static constexpr bool kWhole = std::is_same_v<Weight, uint16_t>;
  static constexpr bool kDots = std::is_same_v<Weight, int16_t>;
  static constexpr bool kToLine = std::is_same_v<Dst, int16_t>;
  static constexpr bool kFromLine = std::is_same_v<Source, int16_t>;
  static constexpr int kTaps = kWhole ? kMostWholeTaps : kMostTaps;
  // Dot products of more than two taps are no blends.
  static Summing SummingOf(int taps, Summing summing) { return kDots && taps > 2 ? Summing::kPlain : summing; }
  // What one unit of a weight is worth in a result.
  static double Unit(Summing summing) {
    if (kToLine) return std::ldexp(1, kLineShift - kDotShift);
    if (kFromLine) return std::ldexp(1, -kDotShift - kLineShift);
    if (kDots) return Blends(summing) ? std::ldexp(1, -kDotShift) : 1;
    return kWhole && sizeof(Dst) == 1 ? 1.0 / 256 : 1;
  }
  // Bytes for whole weights, and whole numbers that become bytes.
  static Source RandomElement(Random* random) {
    if (kFromLine) return static_cast<Source>(random->Real(-20000.0, 20000.0));
    if (std::is_integral_v<Source>) return static_cast<Source>(random->Real(0.0, 255.99));
    const double most = std::is_same_v<Source, Dst> ? 1000.0 : 300.0;
    return static_cast<Source>(random->Real(-most, most));
  }
  // The expected result for `sum`, and how far from it the result may be.
  static double Rounded(double sum) {
    // Lines are of bytes less 127.5. Whole numbers are rounded half up.
    if (kToLine) return std::floor(sum - 127.5 * (1 << kLineShift) + 0.5);
    if (kFromLine) return std::clamp(std::floor(sum + 128), 0.0, 255.0);
    if (!std::is_integral_v<Dst>) return sum;
    return sizeof(Dst) == 1 ? std::clamp(std::nearbyint(sum), 0.0, 255.0) : sum;
  }
  static double AllowedError(double sum, int taps, double gain) {
    if (kWhole || kToLine || kFromLine) return 0;
    const double rounding = Tolerance(sizeof(Weight) == 8, taps, gain, 1000);
    // Floats near a half may be rounded to either side.
    const bool tie = sizeof(Dst) == 1 && std::fabs(std::fabs(sum - std::floor(sum)) - 0.5) <= rounding;
    return sizeof(Dst) == 1 ? (tie ? 1 : 0) : rounding;
  }
};

// Filters a row by the kernels, and compares it with the obvious sum. `rows` rows are filtered together. Weights of
// whole numbers are in units of 2^-shift.
template <class Source, class Dst>
std::string CheckHorizontal(const AxisPlan& axis, Summing summing, int shift, int64_t channels, int64_t rows,
                            Random* random) {
  using K = Kinds<Source, Dst>;
  if (!axis.kept()) return "an axis that keeps no windows";
  const RowKernels& kernels = kRowKernels<Source, Dst>;
  std::vector<typename K::Weight> weights(axis.weight_count());
  kernels.make_weights(axis.windows(), axis.window_count(), axis.weights(), K::kDots ? kDotShift : shift,
                       weights.data());
  std::vector<Source> src(rows * axis.source() * channels + kSlack);
  for (Source& x : src) x = K::RandomElement(random);
  std::vector<Dst> dst(rows * axis.target() * channels);
  const HorizontalPass horizontal = MakeHorizontalPass(kernels, axis, weights.data(), summing, channels, rows);
  FilterHorizontally(horizontal, rows, src.data(), dst.data());
  for (int64_t i = 0; i < rows * axis.target() * channels; ++i) {
    const int64_t row = i / (axis.target() * channels);
    const int64_t t = i / channels % axis.target();
    const Window window = axis.At(t);
    double gain = 0;
    double sum = 0;
    for (int k = 0; k < window.count; ++k) {
      const double weight = static_cast<double>(weights[window.weights + k]) * K::Unit(summing);
      gain += std::fabs(weight);
      sum += weight * static_cast<double>(src[(row * axis.source() + window.start + k) * channels + i % channels]);
    }
    const double got = static_cast<double>(dst[i]);
    if (!(std::fabs(got - K::Rounded(sum)) <= K::AllowedError(sum, window.count, gain))) {
      return "row " + std::to_string(row) + " pixel " + std::to_string(t) + " channel " + std::to_string(i % channels) +
             " is " + std::to_string(got) + " instead of " + std::to_string(sum);
    }
  }
  return "";
}

// The same for `runs` of columns of rows with these weights; whole ones sum to at most 2^kWholeShift.
template <class Source, class Dst>
std::string CheckSumRows(const std::vector<WeightOf<Source, Dst>>& weights, Summing any_summing, const Runs& runs,
                         Random* random) {
  using K = Kinds<Source, Dst>;
  const int taps = static_cast<int>(weights.size());
  const Summing summing = K::SummingOf(taps, any_summing);
  std::vector<std::vector<Source>> rows(taps);
  std::vector<const Source*> starts;
  for (std::vector<Source>& row : rows) {
    row.resize(runs.length * runs.count + kSlack);
    for (Source& x : row) x = K::RandomElement(random);
    starts.push_back(row.data());
  }
  const Dst untouched = 77;
  std::vector<Dst> dst((runs.count - 1) * runs.step + runs.length, untouched);
  SumRows<Source, Dst>(starts.data(), {weights.data(), taps, summing}, runs, dst.data());
  for (int64_t i = 0; i < static_cast<int64_t>(dst.size()); ++i) {
    const int64_t run = runs.step == 0 ? 0 : i / runs.step;
    const int64_t at = run * runs.length + i - run * runs.step;
    const double got = static_cast<double>(dst[i]);
    if (i - run * runs.step >= runs.length) {
      if (got != untouched) return "element " + std::to_string(i) + " between the runs is written";
      continue;
    }
    double gain = 0;
    double sum = 0;
    for (int k = 0; k < taps; ++k) {
      gain += std::fabs(static_cast<double>(weights[k]) * K::Unit(summing));
      sum += static_cast<double>(weights[k]) * K::Unit(summing) * static_cast<double>(rows[k][at]);
    }
    if (!(std::fabs(got - K::Rounded(sum)) <= K::AllowedError(sum, taps, gain))) {
      return "element " + std::to_string(i) + " is " + std::to_string(got) + " instead of " + std::to_string(sum);
    }
  }
  return "";
}

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_TESTING_CHECK_KERNELS_H_
