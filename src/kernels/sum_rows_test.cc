#include "kernels/sum_rows.h"

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "testing/check_kernels.h"
#include "testing/random.h"

namespace upsampling2d {
namespace {

template <class K>
class FilterColumnsOf : public testing::Test {
 protected:
  using Weight = typename K::Weight;

  // Weights as a plan has them: they sum to 1 if they may blend; whole ones keep sums of bytes within 16 bits, those of
  // dot products sum to 2^kDotShift.
  std::vector<Weight> RandomWeights(int taps, Summing summing) {
    const double one = K::kWhole ? (sizeof(typename K::To) == 1 ? 256 : 16) : K::kDots ? 1 << kDotShift : 1;
    std::vector<double> weights(taps);
    double sum = 0;
    for (double& weight : weights) {
      // Lines have room for twice the range of bytes.
      const double most = K::kToLine ? 0.25 / taps : 1.0 / taps;
      weight = K::kWhole ? random_.Real(0.0, one / taps) : random_.Real(-most, most) * one;
      if (K::kWhole || K::kDots) weight = std::floor(weight);
      if (K::kToLine && taps == 4) weight -= std::fmod(weight, 1 << (kDotShift - kLineShift));
      sum += weight;
    }
    if (Blends(summing) || K::kWhole || K::kDots) weights[0] += one - sum;
    return std::vector<Weight>(weights.begin(), weights.end());
  }

  void Check(int taps, Summing summing, const Runs& runs) {
    const std::string wrong =
        CheckSumRows<typename K::From, typename K::To>(RandomWeights(taps, summing), summing, runs, &random_);
    ASSERT_EQ(wrong, "") << taps << " taps, " << runs.count << " runs of " << runs.length << ", summing "
                         << static_cast<int>(summing);
  }

  Random random_{1};
};

using AllKinds =
    testing::Types<Kinds<float, float>, Kinds<double, double>, Kinds<uint8_t, uint16_t>, Kinds<uint16_t, uint8_t>,
                   Kinds<uint8_t, float>, Kinds<float, uint8_t>, Kinds<uint8_t, int16_t>>;

class KindNames {
 public:
  template <class K>
  static std::string GetName(int index) {
    constexpr const char* kNames[] = {"Float",        "Double",       "BytesToWhole", "WholeToBytes",
                                      "BytesToFloat", "FloatToBytes", "BytesToLine"};
    return kNames[index];
  }
};

TYPED_TEST_SUITE(FilterColumnsOf, AllKinds, KindNames);

TYPED_TEST(FilterColumnsOf, EveryCountAndNumberOfTaps) {
  for (const Summing summing : {Summing::kPlain, Summing::kFromZero, Summing::kBlend, Summing::kLerp}) {
    for (int taps = 1; taps <= TypeParam::kTaps; ++taps) {
      for (int64_t count = 1; count <= 67; ++count) {
        ASSERT_NO_FATAL_FAILURE(this->Check(taps, summing, {count, 1, 0}));
      }
    }
  }
}

TYPED_TEST(FilterColumnsOf, RunsLeaveWhatLiesBetweenThem) {
  for (const int taps : {1, 2, 3, 4, 6, 10}) {
    if (taps > TypeParam::kTaps) break;
    for (const int64_t length : {1, 15, 16, 17, 31, 33, 48}) {
      for (const int64_t gap : {0, 1, 16, 40}) {
        ASSERT_NO_FATAL_FAILURE(this->Check(taps, Summing::kBlend, {length, 5, length + gap}));
      }
    }
  }
}

TYPED_TEST(FilterColumnsOf, LongRows) {
  for (const int64_t count : {255, 256, 257, 511, 512, 513, 1000, 4099}) {
    for (const int taps : {1, 2, 4, 6, 10}) {
      if (taps > TypeParam::kTaps) break;
      ASSERT_NO_FATAL_FAILURE(this->Check(taps, Summing::kBlend, {count, 1, 0}));
    }
  }
}

// A gradient's windows have no bound.
TEST(SumRows, AHundredTaps) {
  Random random(2);
  for (const int64_t count : {1, 16, 100}) {
    std::vector<float> weights(100);
    for (float& weight : weights) weight = static_cast<float>(random.Real(-1.0, 1.0));
    const std::string wrong = CheckSumRows<float, float>(weights, Summing::kPlain, {count, 1, 0}, &random);
    ASSERT_EQ(wrong, "") << count;
  }
}

// Two rows at once, in exactly their room, against one after the other.
template <class Source, class Dst>
void CheckTwoRows(const std::vector<std::vector<Source>>& weights) {
  using K = Kinds<Source, Dst>;
  Random random(3);
  for (const int64_t length : {16, 17, 31, 32, 33, 100, 4099}) {
    std::vector<Source> in[2];
    for (std::vector<Source>& row : in) {
      row.resize(length + kSlack);
      for (Source& x : row) x = K::RandomElement(&random);
    }
    const Source* const rows[] = {in[0].data(), in[1].data()};
    const Taps<Source> taps[2] = {{weights[0].data(), 2, Summing::kBlend}, {weights[1].data(), 2, Summing::kBlend}};
    std::vector<Dst> expected[2];
    std::vector<Dst> got[2];
    for (int row = 0; row < 2; ++row) {
      expected[row].resize(length);
      got[row].resize(length);
      SumRows<Source, Dst>(rows, taps[row], {length, 1, 0}, expected[row].data());
    }
    SumTwoRows<Source, Dst>(rows, {weights[0].data(), weights[1].data()}, length, got[0].data(), got[1].data());
    for (int row = 0; row < 2; ++row) ASSERT_EQ(got[row], expected[row]) << length;
  }
}

TEST(SumTwoRows, AreTheSumsOfEach) {
  CheckTwoRows<float, float>({{0.75f, 0.25f}, {0.25f, 0.75f}});
  CheckTwoRows<float, float>({{0.9f, 0.1f}, {1.0f / 3, 2.0f / 3}});
  CheckTwoRows<uint16_t, uint8_t>({{192, 64}, {64, 192}});
  CheckTwoRows<uint16_t, uint8_t>({{160, 96}, {32, 224}});
}

TEST(SumRows, EqualRowsStayWhatTheyAreUnderTwoTaps) {
  const std::vector<float> row(40 + kSlack, 0.1f);
  const float* const rows[] = {row.data(), row.data()};
  for (const float weight : {0.1f, 1.0f / 3, 0.5f, 0.9f}) {
    const float weights[] = {1 - weight, weight};
    std::vector<float> dst(40);
    SumRows<float, float>(rows, {weights, 2, Summing::kBlend}, {40, 1, 0}, dst.data());
    for (const float x : dst) ASSERT_EQ(x, 0.1f);
  }
}

// The largest sums of bytes: all weights of one sign where the bytes are 255, of the other where they are 0.
TEST(SumRows, DotProductsHoldTheLargestSums) {
  const std::vector<uint8_t> full(16 + kSlack, 255);
  const std::vector<uint8_t> none(16 + kSlack, 0);
  const int16_t weights[] = {-8000, 32767, -8383};
  const uint8_t* const most[] = {none.data(), full.data(), none.data()};
  const uint8_t* const least[] = {full.data(), none.data(), full.data()};
  std::vector<float> dst(16);
  SumRows<uint8_t, float>(most, {weights, 3, Summing::kPlain}, {16, 1, 0}, dst.data());
  EXPECT_EQ(dst[15], 255 * 32767);
  SumRows<uint8_t, float>(least, {weights, 3, Summing::kPlain}, {16, 1, 0}, dst.data());
  EXPECT_EQ(dst[15], 255 * -16383);
}

}  // namespace
}  // namespace upsampling2d
