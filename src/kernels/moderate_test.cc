#include "kernels/moderate.h"

#include <cmath>
#include <limits>
#include <vector>

#include "gtest/gtest.h"

namespace upsampling2d {
namespace {

TEST(AreModerate, EveryPlaceOfEveryLengthCounts) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (int count = 1; count <= 40; ++count) {
    std::vector<float> row(count, -0x1.fp99f);
    EXPECT_TRUE(AreModerate(row.data(), count)) << count;
    for (int place = 0; place < count; ++place) {
      for (const float wild : {NAN, -NAN, kInfinity, -kInfinity, 0x1p100f, -0x1p127f}) {
        row[place] = wild;
        EXPECT_FALSE(AreModerate(row.data(), count)) << count << " elements, " << wild << " at " << place;
        EXPECT_TRUE(AreModerate(row.data(), place)) << place;
      }
      row[place] = 0;
    }
  }
}

}  // namespace
}  // namespace upsampling2d
