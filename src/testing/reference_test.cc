// The reference, compared with numbers that others have printed.
#include "testing/reference.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"

namespace upsampling2d {
namespace {

std::vector<double> Upsample(Interpolation interpolation, Coordinates coordinates, const std::array<int64_t, 4>& dims,
                             int64_t row_factor, int64_t col_factor, const std::vector<double>& in) {
  return Reference({interpolation, coordinates, row_factor, col_factor, false, false}, dims, in).values;
}

void ExpectNear(const std::vector<double>& got, const std::vector<double>& expected, double tolerance) {
  ASSERT_EQ(got.size(), expected.size());
  for (size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], expected[i], tolerance) << "element " << i;
}

// [[0, 1], [254, 255]] by 2, as keras/src/ops/core.py prints tf.image.resize's result.
TEST(Reference, BicubicIsTensorFlows) {
  const std::vector<double> got =
      Upsample(Interpolation::k_bicubic, Coordinates::k_half_pixel, {1, 2, 2, 1}, 2, 2, {0, 1, 254, 255});
  ASSERT_EQ(got.size(), 16u);
  EXPECT_NEAR(got[0], -22.500004, 2e-5);
  EXPECT_NEAR(got[15], 277.50006, 1e-4);
}

TEST(Reference, BilinearIsKeras) {
  const std::vector<double> in = {1, 2};
  ExpectNear(Upsample(Interpolation::k_bilinear, Coordinates::k_half_pixel, {1, 1, 2, 1}, 1, 2, in), {1, 1.25, 1.75, 2},
             0);
  ExpectNear(Upsample(Interpolation::k_bilinear, Coordinates::k_asymmetric, {1, 1, 2, 1}, 1, 2, in), {1, 1.5, 2, 2}, 0);
  ExpectNear(Upsample(Interpolation::k_bilinear, Coordinates::k_align_corners, {1, 1, 2, 1}, 1, 2, in),
             {1, 4.0 / 3, 5.0 / 3, 2}, 1e-15);
}

// gaussian and mitchellcubic blur even for a factor of 1.
TEST(Reference, BlursAreTensorFlows) {
  const std::vector<double> in = {0, 0, 1, 0, 0};
  const double side = std::exp(-2) / (1 + 2 * std::exp(-2));
  ExpectNear(Upsample(Interpolation::k_gaussian, Coordinates::k_half_pixel, {1, 1, 5, 1}, 1, 1, in),
             {0, side, 1 - 2 * side, side, 0}, 1e-15);
  ExpectNear(Upsample(Interpolation::k_mitchellcubic, Coordinates::k_half_pixel, {1, 1, 5, 1}, 1, 1, in),
             {0, 1.0 / 18, 8.0 / 9, 1.0 / 18, 0}, 1e-15);
}

TEST(Reference, NearestRoundsHalvesUpBetweenAlignedCorners) {
  const std::vector<double> in = {0, 1, 2};
  ExpectNear(Upsample(Interpolation::k_nearest, Coordinates::k_half_pixel, {1, 1, 3, 1}, 1, 2, in), {0, 0, 1, 1, 2, 2},
             0);
  // Positions 0, 2/5, 4/5, 6/5, 8/5, 2.
  ExpectNear(Upsample(Interpolation::k_nearest, Coordinates::k_align_corners, {1, 1, 3, 1}, 1, 2, in),
             {0, 0, 1, 1, 2, 2}, 0);
  // Positions 0, 1/8, .. 1: the fifth is a half.
  ExpectNear(Upsample(Interpolation::k_nearest, Coordinates::k_align_corners, {1, 1, 3, 1}, 1, 3, in),
             {0, 0, 1, 1, 1, 1, 2, 2, 2}, 0);
}

TEST(Reference, LayoutsDifferInOrderAlone) {
  // Two channels, the second ten times the first.
  const std::vector<double> last = {1, 10, 2, 20};
  const std::vector<double> first = {1, 2, 10, 20};
  ReferenceLayer layer = {Interpolation::k_bilinear, Coordinates::k_half_pixel, 1, 2, false, false};
  ExpectNear(Reference(layer, {1, 1, 2, 2}, last).values, {1, 10, 1.25, 12.5, 1.75, 17.5, 2, 20}, 0);
  layer.channels_first = true;
  ExpectNear(Reference(layer, {1, 2, 1, 2}, first).values, {1, 1.25, 1.75, 2, 10, 12.5, 17.5, 20}, 0);
}

TEST(Reference, GradientIsTheTranspose) {
  ReferenceLayer layer = {Interpolation::k_bilinear, Coordinates::k_half_pixel, 1, 2, false, true};
  ExpectNear(Reference(layer, {1, 1, 2, 1}, {1, 0, 0, 0}).values, {1, 0}, 0);
  ExpectNear(Reference(layer, {1, 1, 2, 1}, {0, 1, 0, 0}).values, {0.75, 0.25}, 0);
  layer.interpolation = Interpolation::k_area;
  layer.row_factor = 2;
  ExpectNear(Reference(layer, {1, 1, 2, 1}, {1, 2, 4, 8, 16, 32, 64, 128}).values, {51, 204}, 0);
}

TEST(Reference, CopiesFollowTheWeights) {
  const ReferenceLayer layer = {Interpolation::k_nearest, Coordinates::k_half_pixel, 2, 3, false, false};
  const std::array<int64_t, 4> dims = {2, 3, 2, 2};
  std::vector<double> in(24);
  for (int i = 0; i < 24; ++i) in[i] = i;
  const std::vector<int64_t> copies = ReferenceCopies(layer, dims);
  const std::vector<double> values = Reference(layer, dims, in).values;
  ASSERT_EQ(copies.size(), values.size());
  for (size_t i = 0; i < values.size(); ++i) EXPECT_EQ(static_cast<double>(copies[i]), values[i]);
}

TEST(Reference, IntegersAreRoundedHalfToEvenAndSaturated) {
  const std::vector<double> in = {-300, -1.5, -0.5, 0.5, 1.5, 2.5, 63.5, 190.5, 254.5, 255.5, 1e9};
  const auto written = [&](Dtype dtype) {
    return ReferenceRead(dtype, ReferenceWrite(dtype, in).data(), static_cast<int64_t>(in.size()));
  };
  ExpectNear(written(Dtype::k_uint8), {0, 0, 0, 0, 2, 2, 64, 190, 254, 255, 255}, 0);
  ExpectNear(written(Dtype::k_int8), {-128, -2, 0, 0, 2, 2, 64, 127, 127, 127, 127}, 0);
  ExpectNear(written(Dtype::k_int16), {-300, -2, 0, 0, 2, 2, 64, 190, 254, 256, 32767}, 0);
  ExpectNear(written(Dtype::k_uint16), {0, 0, 0, 0, 2, 2, 64, 190, 254, 256, 65535}, 0);
  ExpectNear(written(Dtype::k_int32), {-300, -2, 0, 0, 2, 2, 64, 190, 254, 256, 1e9}, 0);
  ExpectNear(written(Dtype::k_uint32), {0, 0, 0, 0, 2, 2, 64, 190, 254, 256, 1e9}, 0);
}

TEST(Half, KnownNumbers) {
  EXPECT_EQ(DoubleFromHalf(0x3c00), 1);
  EXPECT_EQ(DoubleFromHalf(0xc000), -2);
  EXPECT_EQ(DoubleFromHalf(0x7bff), 65504);
  EXPECT_EQ(DoubleFromHalf(0x0001), 0x1p-24);
  EXPECT_EQ(DoubleFromHalf(0x0400), 0x1p-14);
  EXPECT_EQ(DoubleFromHalf(0xfc00), -INFINITY);
  EXPECT_TRUE(std::isnan(DoubleFromHalf(0x7c01)));
  EXPECT_TRUE(std::signbit(DoubleFromHalf(0x8000)));
  EXPECT_EQ(HalfFromDouble(1.0 / 3), 0x3555);
  EXPECT_EQ(HalfFromDouble(65519.999), 0x7bff);
  EXPECT_EQ(HalfFromDouble(65520), 0x7c00);
  EXPECT_EQ(HalfFromDouble(0x1p-25), 0x0000);  // a tie, to even
  EXPECT_EQ(HalfFromDouble(0x1.8p-24), 0x0002);
  EXPECT_EQ(HalfFromDouble(-0x1p-24), 0x8001);
  for (int bits = 0; bits < 0x10000; ++bits) {
    const double value = DoubleFromHalf(static_cast<uint16_t>(bits));
    if (!std::isnan(value)) EXPECT_EQ(HalfFromDouble(value), bits);
  }
}

}  // namespace
}  // namespace upsampling2d
