#include "kernels/srgb.h"

#include <cmath>
#include <limits>

#include "gtest/gtest.h"

namespace upsampling2d {
namespace {

double Linear(double value) {
  const double s = value / 255;
  return 255 * (s <= 0.04045 ? s / 12.92 : std::pow((s + 0.055) / 1.055, 2.4));
}

class Srgb : public testing::Test {
 protected:
  static void SetUpTestSuite() { MakeSrgbTables(); }
};

TEST_F(Srgb, IsTheStandardsCurve) {
  for (int v = 0; v < 256; ++v) EXPECT_EQ(LinearFromSrgb(static_cast<uint8_t>(v)), static_cast<float>(Linear(v))) << v;
  EXPECT_EQ(LinearFromSrgb(0), 0);
  EXPECT_EQ(LinearFromSrgb(255), 255);
}

TEST_F(Srgb, EveryValueComesBack) {
  for (int v = 0; v < 256; ++v) EXPECT_EQ(SrgbFromLinear(LinearFromSrgb(static_cast<uint8_t>(v))), v);
}

TEST_F(Srgb, RoundsToTheNearestValueOnItsOwnScale) {
  for (int v = 0; v < 255; ++v) {
    const float half_way = static_cast<float>(Linear(v + 0.5));
    EXPECT_EQ(SrgbFromLinear(half_way * (1 - 1e-6f)), v);
    EXPECT_EQ(SrgbFromLinear(half_way * (1 + 1e-6f)), v + 1);
  }
}

TEST_F(Srgb, NeverFalls) {
  int last = 0;
  for (int i = 0; i <= 255 * 4096; ++i) {
    const int value = SrgbFromLinear(static_cast<float>(i) / 4096);
    ASSERT_GE(value, last) << i;
    ASSERT_LE(value, last + 1) << i;
    last = value;
  }
  EXPECT_EQ(last, 255);
}

TEST_F(Srgb, ClampsWhatIsNoLight) {
  EXPECT_EQ(SrgbFromLinear(-1), 0);
  EXPECT_EQ(SrgbFromLinear(-0.0f), 0);
  EXPECT_EQ(SrgbFromLinear(-INFINITY), 0);
  EXPECT_EQ(SrgbFromLinear(NAN), 0);
  EXPECT_EQ(SrgbFromLinear(std::numeric_limits<float>::denorm_min()), 0);
  EXPECT_EQ(SrgbFromLinear(std::nextafter(255.0f, 0.0f)), 255);
  EXPECT_EQ(SrgbFromLinear(256), 255);
  EXPECT_EQ(SrgbFromLinear(INFINITY), 255);
}

}  // namespace
}  // namespace upsampling2d
