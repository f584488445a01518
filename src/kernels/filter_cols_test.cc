#include "kernels/filter_cols.h"

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "testing/filter_rows.h"
#include "testing/random.h"

namespace upsampling2d {
namespace {

template <class Acc>
class FilterColumnsOf : public testing::Test {};

using Accumulators = testing::Types<float, double, uint16_t>;

class AccumulatorNames {
 public:
  template <class Acc>
  static std::string GetName(int) {
    return sizeof(Acc) == 4 ? "float" : sizeof(Acc) == 8 ? "double" : "whole";
  }
};

TYPED_TEST_SUITE(FilterColumnsOf, Accumulators, AccumulatorNames);

// Weights as a plan has them: they sum to 1 if normalised; whole ones keep sums of bytes within 16 bits.
template <class Acc>
std::vector<Acc> RandomWeights(int taps, bool normalised, Random* random) {
  std::vector<double> weights(taps);
  double sum = 0;
  for (double& weight : weights) {
    weight = sizeof(Acc) == 2 ? std::floor(random->Real(0.0, 256.0 / taps)) : random->Real(-0.5, 2.0);
    sum += weight;
  }
  if (sizeof(Acc) == 2) {
    weights[0] += 256 - sum;
  } else if (normalised) {
    weights[0] += 4 - sum;
    for (double& weight : weights) weight /= 4;
  }
  return std::vector<Acc>(weights.begin(), weights.end());
}

TYPED_TEST(FilterColumnsOf, EveryCountAndNumberOfTaps) {
  Random random(1);
  for (const bool normalised : {true, false}) {
    for (int taps = 1; taps <= 13; ++taps) {
      for (int64_t count = 1; count <= 67; ++count) {
        const std::vector<TypeParam> weights = RandomWeights<TypeParam>(taps, normalised, &random);
        ASSERT_EQ(CheckFilterColumns(weights, normalised, count, &random), "")
            << taps << " taps of " << count << (normalised ? ", normalised" : "");
      }
    }
  }
}

TYPED_TEST(FilterColumnsOf, LongRowsAndManyTaps) {
  Random random(2);
  for (const int64_t count : {255, 256, 257, 511, 512, 513, 1000, 4099}) {
    for (const int taps : {1, 2, 4, 6, 10, 100}) {
      const std::vector<TypeParam> weights = RandomWeights<TypeParam>(taps, false, &random);
      ASSERT_EQ(CheckFilterColumns(weights, false, count, &random), "") << taps << " taps of " << count;
    }
  }
}

TEST(FilterColumns, EqualRowsStayWhatTheyAreUnderTwoTaps) {
  const std::vector<float> row(40 + kSlack, 0.1f);
  const float* const rows[] = {row.data(), row.data()};
  for (const float weight : {0.1f, 1.0f / 3, 0.5f, 0.9f}) {
    const float weights[] = {1 - weight, weight};
    std::vector<float> dst(40);
    FilterColumns(rows, Taps<float>{weights, 2, true}, 40, dst.data());
    for (const float x : dst) ASSERT_EQ(x, 0.1f);
  }
}

}  // namespace
}  // namespace upsampling2d
