#include "kernels/sum_windows.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "kernels/sum_tiles.h"
#include "testing/elements.h"
#include "testing/random.h"

namespace upsampling2d {
namespace {

// Windows of so many taps. Each begins `step` pixels behind the one before, and up to `shift` to either side of that.
struct Spacing {
  int taps;
  int step;
  int shift;
};

constexpr int64_t kPixels = 40;

// Windows over all of the pixels, and a few beyond each end, with weights of their own.
class ManyWindows {
 public:
  ManyWindows(const Spacing& spacing, Random* random) : most_taps_(spacing.taps) {
    int64_t furthest = -kPixels;
    for (int64_t at = -spacing.taps; at < kPixels + spacing.taps; at += spacing.step) {
      const int64_t start = at + random->Integer(-spacing.shift, spacing.shift);
      windows_.push_back({start, spacing.taps, static_cast<int32_t>(weights_.size())});
      for (int k = 0; k < spacing.taps; ++k) weights_.push_back(static_cast<float>(random->Real(-1.0, 1.0)));
      furthest = std::max(furthest, start);
      disorder_ = std::max(disorder_, furthest - start);
    }
  }

  int64_t count() const { return static_cast<int64_t>(windows_.size()); }
  const Window& At(int64_t t) const { return windows_[t]; }
  float WeightOf(const Window& window, int k) const { return weights_[window.weights + k]; }
  Windows<float> All() const {
    return {windows_.data(), count(), weights_.data(), Summing::kPlain, 0, kPixels, most_taps_, disorder_};
  }

 private:
  std::vector<Window> windows_;
  std::vector<float> weights_;
  int64_t most_taps_;
  int64_t disorder_ = 0;
};

// Apart, side by side, overlapping, and in no order.
constexpr Spacing kSpacings[] = {{2, 2, 0}, {3, 3, 0}, {2, 3, 0}, {1, 1, 0},
                                 {4, 2, 0}, {7, 3, 0}, {6, 1, 0}, {3, 1, 2}};

class SumWindowsOfFloats : public testing::TestWithParam<Spacing> {
 protected:
  // Rows together, in exactly the room that is documented.
  static std::vector<float> Sums(const ManyWindows& windows, int64_t channels, int64_t rows, const float* src) {
    const int64_t width = windows.count() * channels;
    std::vector<float> dst(rows * width);
    SumWindows<float, float>(windows.All(), channels, {rows, kPixels * channels, width}, src, dst.data());
    return dst;
  }

  static std::vector<float> RandomRows(int64_t channels, int64_t rows, Random* random) {
    std::vector<float> src(rows * kPixels * channels + kSlack);
    for (float& x : src) x = static_cast<float>(random->Real(-1000.0, 1000.0));
    return src;
  }
};

TEST_P(SumWindowsOfFloats, AreTheObviousSums) {
  Random random(1);
  for (int64_t channels = 1; channels <= 40; ++channels) {
    const ManyWindows windows(GetParam(), &random);
    const int64_t rows = random.Integer(1, 20);
    const std::vector<float> src = RandomRows(channels, rows, &random);
    const std::vector<float> dst = Sums(windows, channels, rows, src.data());
    for (int64_t i = 0; i < static_cast<int64_t>(dst.size()); ++i) {
      const int64_t row = i / (windows.count() * channels);
      const Window& window = windows.At(i / channels % windows.count());
      double sum = 0;
      double gain = 0;
      for (int k = 0; k < window.count; ++k) {
        const int64_t pixel = std::clamp(window.start + k, int64_t{0}, kPixels - 1);
        const double weight = windows.WeightOf(window, k);
        sum += weight * src[(row * kPixels + pixel) * channels + i % channels];
        gain += std::fabs(weight);
      }
      ASSERT_NEAR(dst[i], sum, Tolerance(false, window.count, gain, 1000))
          << channels << " channels, " << rows << " rows, element " << i;
    }
  }
}

// Tiles, vectors and columns have the same bits: however many rows there are, and so whatever sums them.
TEST_P(SumWindowsOfFloats, DoNotDependOnTheOtherRows) {
  Random random(2);
  for (int64_t channels = 1; channels <= 40; ++channels) {
    const ManyWindows windows(GetParam(), &random);
    const std::vector<float> src = RandomRows(channels, 17, &random);
    const std::vector<float> dst = Sums(windows, channels, 17, src.data());
    for (int64_t row = 0; row < 17; ++row) {
      const std::vector<float> alone = Sums(windows, channels, 1, src.data() + row * kPixels * channels);
      ASSERT_TRUE(std::equal(alone.begin(), alone.end(), dst.begin() + row * static_cast<int64_t>(alone.size())))
          << channels << " channels, row " << row;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Spacings, SumWindowsOfFloats, testing::ValuesIn(kSpacings), [](const auto& info) {
  const Spacing& spacing = info.param;
  return std::to_string(spacing.taps) + "Taps" + std::to_string(spacing.step) + "Apart" +
         (spacing.shift == 0 ? "" : "InNoOrder");
});

// Pixels that are read once are gathered only where that makes fewer vectors of them.
TEST(FitsTile, PixelsOfWindowsThatLieApartStayWhereTheyAre) {
  Random random(3);
  const ManyWindows apart({2, 2, 0}, &random);
  const ManyWindows overlapping({4, 2, 0}, &random);
  const WindowRows rows{16, 0, 0};
  for (const int64_t channels : {1, 2, 5, 6}) EXPECT_TRUE(FitsTile(apart.All(), channels, rows)) << channels;
  for (const int64_t channels : {3, 4, 7, 8, 16, 31}) {
    EXPECT_FALSE(FitsTile(apart.All(), channels, rows)) << channels;
    EXPECT_TRUE(FitsTile(overlapping.All(), channels, rows)) << channels;
  }
}

}  // namespace
}  // namespace upsampling2d
