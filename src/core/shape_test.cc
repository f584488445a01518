#include "core/shape.h"

#include "gtest/gtest.h"

namespace upsampling2d {
namespace {

TEST(Shape, BothLayoutsArePlanesOfRows) {
  const Shape last = ShapeOf({2, 3, 5, 7}, false);
  EXPECT_EQ(last.planes, 2);
  EXPECT_EQ(last.rows, 3);
  EXPECT_EQ(last.cols, 5);
  EXPECT_EQ(last.channels, 7);
  const Shape first = ShapeOf({2, 3, 5, 7}, true);
  EXPECT_EQ(first.planes, 6);
  EXPECT_EQ(first.rows, 5);
  EXPECT_EQ(first.cols, 7);
  EXPECT_EQ(first.channels, 1);
  for (const Shape& shape : {last, first}) EXPECT_EQ(shape.Elements(), 210);
  EXPECT_EQ(last.RowElements(), 35);
  EXPECT_EQ(last.PlaneElements(), 105);
}

TEST(Shape, CountsBeyond32Bits) { EXPECT_EQ(ShapeOf({4, 65536, 65536, 4}, false).Elements(), int64_t{1} << 36); }

}  // namespace
}  // namespace upsampling2d
