#include "kernels/horizontal.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "core/filter.h"
#include "gtest/gtest.h"
#include "testing/check_kernels.h"
#include "testing/names.h"
#include "testing/random.h"

namespace upsampling2d {
namespace {

constexpr int64_t kRows[] = {3, 1, 5, 18};
constexpr int64_t kChannels[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 32};

Interpolation Cycled(int64_t index) { return static_cast<Interpolation>(index % kInterpolationCount); }

template <class K>
class HorizontalOf : public testing::Test {
 protected:
  // All but the seventh and eighth of these cases are forward ones in the default coordinates. Rows go alone, or so
  // many at a time that they share weights, with some left over. Mixed types have no gradients.
  void Check(Interpolation interpolation, int64_t cols, int64_t factor, int64_t channels, int64_t kind) {
    const Coordinates mode = kind == 6 ? Coordinates::k_align_corners : Coordinates::k_half_pixel;
    const AxisRule rule = {&FilterOf(interpolation), &ModeOf(mode), Positions::kExact, cols, factor};
    AxisPlan axis;
    const bool gradient = kind == 7 && std::is_same_v<typename K::From, typename K::To>;
    ASSERT_EQ(gradient ? axis.MakeTranspose(rule) : axis.MakeForward(rule), Status::kOk);
    const std::string wrong = CheckHorizontal<typename K::From, typename K::To>(
        axis, gradient ? Summing::kPlain : Summing::kBlend, 0, channels, kRows[kind % 4], &random_);
    ASSERT_EQ(wrong, "") << NameOf(interpolation) << (gradient ? " gradient, " : ", ") << cols << " pixels of "
                         << channels << " channels by " << factor;
  }

  Random random_{1};
};

using AnyWeights = testing::Types<Kinds<float, float>, Kinds<double, double>, Kinds<float, uint8_t>>;

class KindNames {
 public:
  template <class K>
  static std::string GetName(int index) {
    constexpr const char* kNames[] = {"Float", "Double", "FloatToBytes"};
    return kNames[index];
  }
};

TYPED_TEST_SUITE(HorizontalOf, AnyWeights, KindNames);

// Every count, channel count and factor; interpolations and kinds take turns.
TYPED_TEST(HorizontalOf, EveryCountChannelsAndFactor) {
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
TYPED_TEST(HorizontalOf, EveryInterpolation) {
  for (int64_t interpolation = 0; interpolation < kInterpolationCount; ++interpolation) {
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

// Where a pixel is worth a call of its own, and where it is converted in parts.
TYPED_TEST(HorizontalOf, WidePixels) {
  for (const int64_t channels : {33, 63, 64, 65, 511, 512, 513, 530}) {
    for (const int64_t factor : {2, 3, 5}) {
      for (int64_t kind = 0; kind < 8; ++kind) {
        ASSERT_NO_FATAL_FAILURE(this->Check(Cycled(channels + kind), 9, factor, channels, kind));
      }
    }
  }
}

TYPED_TEST(HorizontalOf, AFactorOf64) {
  for (int64_t interpolation = 0; interpolation < kInterpolationCount; ++interpolation) {
    for (const int64_t channels : {1, 3, 4, 5}) {
      for (const int64_t cols : {1, 2, 5, 17}) {
        ASSERT_NO_FATAL_FAILURE(this->Check(Cycled(interpolation), cols, 64, channels, 5 + interpolation % 3));
      }
    }
  }
}

// Rows longer than the room for phases.
TYPED_TEST(HorizontalOf, LongRows) {
  for (const int64_t channels : {1, 2, 3, 4, 7}) {
    for (const int64_t factor : {2, 3, 4}) {
      ASSERT_NO_FATAL_FAILURE(this->Check(Interpolation::k_lanczos3, 3001, factor, channels, 0));
    }
  }
}

// Bilinear weights of these factors are multiples of 1/2, 1/4, 1/8 and 1/16.
TEST(HorizontalOfWhole, EveryCountChannelsAndFactor) {
  Random random(2);
  for (const int64_t channels : kChannels) {
    for (int shift = 0; shift <= 4; ++shift) {
      const int64_t factor = shift == 0 ? 3 : int64_t{1} << (shift - 1);
      const Interpolation interpolation = shift == 0 ? Interpolation::k_nearest : Interpolation::k_bilinear;
      for (int64_t cols = 1; cols <= 67; ++cols) {
        AxisPlan axis;
        ASSERT_EQ(axis.MakeForward(
                      {&FilterOf(interpolation), &ModeOf(Coordinates::k_half_pixel), Positions::kExact, cols, factor}),
                  Status::kOk);
        ASSERT_EQ((CheckHorizontal<uint8_t, uint16_t>(axis, Summing::kBlend, shift, channels, 1 + cols % 2, &random)),
                  "")
            << cols << " pixels of " << channels << " channels by " << factor;
      }
    }
  }
}

// Bicubic by two, from lines.
TEST(HorizontalOfLines, EveryCountAndChannels) {
  Random random(2);
  for (const int64_t channels : kChannels) {
    for (int64_t cols = 1; cols <= 67; ++cols) {
      AxisPlan axis;
      ASSERT_EQ(axis.MakeForward({&FilterOf(Interpolation::k_bicubic), &ModeOf(Coordinates::k_half_pixel),
                                  Positions::kExact, cols, 2}),
                Status::kOk);
      ASSERT_EQ((CheckHorizontal<int16_t, uint8_t>(axis, Summing::kPlain, 0, channels, 1 + cols % 2, &random)), "")
          << cols << " pixels of " << channels << " channels";
    }
  }
}

// Equal neighbours stay what they are, to the bit, where weights need not sum to exactly 1 in float.
TEST(FilterHorizontally, BilinearLeavesConstantsAlone) {
  for (const int64_t factor : {2, 3, 5, 7}) {
    AxisPlan axis;
    ASSERT_EQ(axis.MakeForward({&FilterOf(Interpolation::k_bilinear), &ModeOf(Coordinates::k_half_pixel),
                                Positions::kExact, 40, factor}),
              Status::kOk);
    const RowKernels& kernels = kRowKernels<float, float>;
    std::vector<float> weights(axis.weight_count());
    kernels.make_weights(axis.windows(), axis.window_count(), axis.weights(), 0, weights.data());
    for (const int64_t channels : {1, 2, 3, 4, 9}) {
      const std::vector<float> src(40 * channels + kSlack, 0.1f);
      std::vector<float> dst(axis.target() * channels);
      FilterHorizontally(MakeHorizontalPass(kernels, axis, weights.data(), Summing::kBlend, channels, 1), 1, src.data(),
                         dst.data());
      for (const float x : dst) ASSERT_EQ(x, 0.1f);
    }
  }
}

// Head, steps in pieces and tail are the whole row.
TEST(FilterHorizontally, PiecesAreTheWhole) {
  Random random(3);
  for (const int64_t factor : {1, 2, 3}) {
    AxisPlan axis;
    ASSERT_EQ(axis.MakeForward({&FilterOf(Interpolation::k_lanczos3), &ModeOf(Coordinates::k_half_pixel),
                                Positions::kExact, 50, factor}),
              Status::kOk);
    const RowKernels& kernels = kRowKernels<float, float>;
    std::vector<float> weights(axis.weight_count());
    kernels.make_weights(axis.windows(), axis.window_count(), axis.weights(), 0, weights.data());
    for (const int64_t channels : {1, 3, 4, 20}) {
      std::vector<float> src(50 * channels + kSlack);
      for (float& x : src) x = static_cast<float>(random.Real(-1.0, 1.0));
      std::vector<float> whole(axis.target() * channels);
      std::vector<float> pieces(axis.target() * channels);
      const HorizontalPass row = MakeHorizontalPass(kernels, axis, weights.data(), Summing::kBlend, channels, 1);
      FilterHorizontally(row, 1, src.data(), whole.data());
      FilterHead(row, src.data(), pieces.data());
      for (int64_t step = axis.inner_begin(); step < axis.inner_end(); step += 7) {
        FilterSteps(row, step, std::min(step + 7, axis.inner_end()), src.data(), pieces.data());
      }
      FilterTail(row, src.data(), pieces.data());
      ASSERT_EQ(whole, pieces);
    }
  }
}

}  // namespace
}  // namespace upsampling2d
