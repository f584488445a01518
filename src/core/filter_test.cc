#include "core/filter.h"

#include <cmath>
#include <string>
#include <vector>

#include "core/dtype.h"
#include "gtest/gtest.h"
#include "testing/names.h"

namespace upsampling2d {
namespace {

const std::vector<Interpolation> kAll = {
#define INTERPOLATION(name, weight, radius, phase_steps) Interpolation::k_##name,
#include "core/interpolation_list.inc"
#undef INTERPOLATION
};

double Weight(Interpolation interpolation, double x) { return FilterOf(interpolation).weight(x); }

// JavaScript sends these numbers.
TEST(Lists, KeepTheOrderOfTheInterface) {
  const std::string interpolations[] = {"nearest",  "bilinear", "bicubic",       "lanczos3",
                                        "lanczos5", "gaussian", "mitchellcubic", "area"};
  ASSERT_EQ(kAll.size(), std::size(interpolations));
  for (size_t i = 0; i < std::size(interpolations); ++i) EXPECT_EQ(NameOf(kAll[i]), interpolations[i]);
  EXPECT_EQ(NameOf(Coordinates::k_half_pixel), "half_pixel");
  EXPECT_EQ(NameOf(static_cast<Coordinates>(1)), "asymmetric");
  EXPECT_EQ(NameOf(static_cast<Coordinates>(2)), "align_corners");
  const std::string dtypes[] = {"float32", "float64", "float16", "uint8", "uint8clamped",
                                "int8",    "uint16",  "int16",   "int32", "uint32",
                                "bool",    "int64",   "uint64",  "rgba8", "rgba8linear"};
  const int bytes[] = {4, 8, 2, 1, 1, 1, 2, 2, 4, 4, 1, 8, 8, 1, 1};
  ASSERT_EQ(std::size(kDtypes), std::size(dtypes));
  for (size_t i = 0; i < std::size(dtypes); ++i) {
    EXPECT_EQ(NameOf(static_cast<Dtype>(i)), dtypes[i]);
    EXPECT_EQ(Info(static_cast<Dtype>(i)).bytes, bytes[i]);
  }
}

TEST(Filter, OnlyNearestAndAreaCopy) {
  for (const Interpolation interpolation : kAll) {
    const bool copies = interpolation == Interpolation::k_nearest || interpolation == Interpolation::k_area;
    EXPECT_EQ(FilterOf(interpolation).Copies(), copies) << NameOf(interpolation);
  }
}

TEST(Filter, WeightsVanishFromTheRadiusOn) {
  for (const Interpolation interpolation : kAll) {
    const Filter& filter = FilterOf(interpolation);
    if (filter.Copies()) continue;
    EXPECT_EQ(filter.weight(filter.radius), 0) << NameOf(interpolation);
    EXPECT_EQ(filter.weight(filter.radius + 0.25), 0) << NameOf(interpolation);
    EXPECT_NE(filter.weight(filter.radius - 0.25), 0) << NameOf(interpolation);
  }
}

TEST(Filter, WeightsAreContinuousButForTheCutGaussian) {
  for (const Interpolation interpolation : kAll) {
    const Filter& filter = FilterOf(interpolation);
    if (filter.Copies()) continue;
    const bool cut = interpolation == Interpolation::k_gaussian;
    for (int i = 0; i < (cut ? 1535 : 6 * 1024); ++i) {
      const double x = i / 1024.0;
      EXPECT_NEAR(filter.weight(x), filter.weight(x + 1e-9), 1e-8) << NameOf(interpolation) << " at " << x;
    }
  }
}

TEST(Filter, InterpolatingFiltersAreExactlyZeroAtOtherPixels) {
  for (const Interpolation interpolation :
       {Interpolation::k_bilinear, Interpolation::k_bicubic, Interpolation::k_lanczos3, Interpolation::k_lanczos5}) {
    EXPECT_EQ(Weight(interpolation, 0), 1);
    for (int x = 1; x < 7; ++x) EXPECT_EQ(Weight(interpolation, x), 0) << NameOf(interpolation) << x;
  }
}

TEST(Filter, HasTheDefinitionsValues) {
  EXPECT_DOUBLE_EQ(Weight(Interpolation::k_bilinear, 0.25), 0.75);
  // The factor 2 phases of Keys' cubic with a = -1/2, in 128ths.
  EXPECT_DOUBLE_EQ(Weight(Interpolation::k_bicubic, 0.25), 111.0 / 128);
  EXPECT_DOUBLE_EQ(Weight(Interpolation::k_bicubic, 0.75), 29.0 / 128);
  EXPECT_DOUBLE_EQ(Weight(Interpolation::k_bicubic, 1.25), -9.0 / 128);
  EXPECT_DOUBLE_EQ(Weight(Interpolation::k_bicubic, 1.75), -3.0 / 128);
  EXPECT_DOUBLE_EQ(Weight(Interpolation::k_mitchellcubic, 0), 8.0 / 9);
  EXPECT_NEAR(Weight(Interpolation::k_mitchellcubic, 1), 1.0 / 18, 1e-15);
  EXPECT_DOUBLE_EQ(Weight(Interpolation::k_gaussian, 1), std::exp(-2.0));
  // sin(pi/2) / (pi/2) * sin(pi/6) / (pi/6) and its likes.
  EXPECT_NEAR(Weight(Interpolation::k_lanczos3, 0.5), 6 / (M_PI * M_PI), 1e-15);
  EXPECT_NEAR(Weight(Interpolation::k_lanczos3, 1.5), -4 / (3 * M_PI * M_PI), 1e-15);
  EXPECT_NEAR(Weight(Interpolation::k_lanczos5, 2.5), 4 / (5 * M_PI * M_PI), 1e-15);
}

TEST(CoordinateMode, PlacesOutputs) {
  const auto at = [](Coordinates mode, int64_t o, int64_t source, int64_t factor) {
    const Position position = ModeOf(mode).position(o, source, factor);
    return static_cast<double>(position.num) / static_cast<double>(position.den);
  };
  EXPECT_EQ(at(Coordinates::k_half_pixel, 0, 5, 2), -0.25);
  EXPECT_EQ(at(Coordinates::k_half_pixel, 9, 5, 2), 4.25);
  EXPECT_EQ(at(Coordinates::k_half_pixel, 4, 5, 3), 1);
  EXPECT_EQ(at(Coordinates::k_asymmetric, 9, 5, 2), 4.5);
  EXPECT_EQ(at(Coordinates::k_align_corners, 0, 5, 2), 0);
  EXPECT_EQ(at(Coordinates::k_align_corners, 9, 5, 2), 4);
  EXPECT_EQ(at(Coordinates::k_align_corners, 0, 1, 1), 0);
  // Near the largest side the numbers still fit.
  EXPECT_EQ(at(Coordinates::k_align_corners, (int64_t{1} << 31) - 2, (int64_t{1} << 31) - 1, 1), 0x1p31 - 2);
}

}  // namespace
}  // namespace upsampling2d
