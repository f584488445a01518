#include "kernels/filter_rows.h"

#include <cstdint>
#include <string>

#include "core/filter.h"
#include "gtest/gtest.h"
#include "testing/filter_rows.h"
#include "testing/random.h"

namespace upsampling2d {
namespace {

constexpr int64_t kChannels[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 32};

Interpolation Cycled(int64_t index) { return static_cast<Interpolation>(index % 8); }

template <class Acc>
class FilterRowOf : public testing::Test {
 protected:
  // All but the seventh and eighth of these cases are forward ones in the default coordinates.
  void Check(Interpolation interpolation, int64_t cols, int64_t factor, int64_t channels, int64_t kind) {
    const Coordinates mode = kind == 6 ? Coordinates::k_align_corners : Coordinates::k_half_pixel;
    AxisPlan forward;
    AxisPlan transpose;
    ASSERT_EQ(forward.MakeForward(FilterOf(interpolation), ModeOf(mode), cols, factor), Status::kOk);
    const bool gradient = kind == 7;
    if (gradient) {
      ASSERT_EQ(transpose.MakeTranspose(forward), Status::kOk);
    }
    ASSERT_EQ(CheckFilterRow<Acc>(gradient ? transpose : forward, !gradient, 0, channels, &random_), "")
        << FilterOf(interpolation).name << (gradient ? " gradient, " : ", ") << cols << " pixels of " << channels
        << " channels by " << factor;
  }

  Random random_{1};
};

using Reals = testing::Types<float, double>;

class RealNames {
 public:
  template <class Acc>
  static std::string GetName(int) {
    return sizeof(Acc) == 4 ? "float" : "double";
  }
};

TYPED_TEST_SUITE(FilterRowOf, Reals, RealNames);

// Every count, channel count and factor; interpolations and kinds take turns.
TYPED_TEST(FilterRowOf, EveryCountChannelsAndFactor) {
  int64_t turn = 0;
  for (const int64_t channels : kChannels) {
    for (int64_t factor = 1; factor <= 8; ++factor) {
      for (int64_t cols = 1; cols <= 67; ++cols) {
        ++turn;
        ASSERT_NO_FATAL_FAILURE(this->Check(Cycled(turn), cols, factor, channels, turn / 8 % 8));
      }
    }
  }
}

// Every interpolation and kind where groups of pixels begin and end.
TYPED_TEST(FilterRowOf, EveryInterpolation) {
  for (int64_t interpolation = 0; interpolation < 8; ++interpolation) {
    for (const int64_t channels : {1, 2, 3, 4, 8, 19}) {
      for (const int64_t factor : {1, 2, 3, 4, 5}) {
        for (const int64_t cols : {1, 7, 12, 13, 19, 20, 21, 28, 29}) {
          for (int64_t kind = 5; kind < 8; ++kind) {
            ASSERT_NO_FATAL_FAILURE(this->Check(Cycled(interpolation), cols, factor, channels, kind));
          }
        }
      }
    }
  }
}

TYPED_TEST(FilterRowOf, AFactorOf64) {
  for (int64_t interpolation = 0; interpolation < 8; ++interpolation) {
    for (const int64_t channels : {1, 3, 4, 5}) {
      for (const int64_t cols : {1, 2, 5, 17}) {
        ASSERT_NO_FATAL_FAILURE(this->Check(Cycled(interpolation), cols, 64, channels, 5 + interpolation % 3));
      }
    }
  }
}

// Bilinear weights of these factors are multiples of 1/2, 1/4, 1/8 and 1/16.
TEST(FilterRowOfWhole, EveryCountChannelsAndFactor) {
  Random random(2);
  for (const int64_t channels : kChannels) {
    for (int shift = 0; shift <= 4; ++shift) {
      const int64_t factor = shift == 0 ? 3 : int64_t{1} << (shift - 1);
      const Interpolation interpolation = shift == 0 ? Interpolation::k_nearest : Interpolation::k_bilinear;
      for (int64_t cols = 1; cols <= 67; ++cols) {
        AxisPlan axis;
        ASSERT_EQ(axis.MakeForward(FilterOf(interpolation), ModeOf(Coordinates::k_half_pixel), cols, factor),
                  Status::kOk);
        ASSERT_EQ(CheckFilterRow<uint16_t>(axis, true, shift, channels, &random), "")
            << cols << " pixels of " << channels << " channels by " << factor;
      }
    }
  }
}

// Equal neighbours stay what they are, to the bit, where weights need not sum to exactly 1 in float.
TEST(FilterRow, BilinearLeavesConstantsAlone) {
  for (const int64_t factor : {2, 3, 5, 7}) {
    AxisPlan axis;
    ASSERT_EQ(axis.MakeForward(FilterOf(Interpolation::k_bilinear), ModeOf(Coordinates::k_half_pixel), 40, factor),
              Status::kOk);
    const std::vector<float> weights = WeightsAs<float>(axis, 0);
    for (const int64_t channels : {1, 2, 3, 4, 9}) {
      const std::vector<float> src(40 * channels + kSlack, 0.1f);
      std::vector<float> dst(axis.target() * channels + kSlack);
      FilterRow(axis, true, weights.data(), channels, src.data(), dst.data());
      for (int64_t i = 0; i < axis.target() * channels; ++i) ASSERT_EQ(dst[i], 0.1f) << i;
    }
  }
}

}  // namespace
}  // namespace upsampling2d
