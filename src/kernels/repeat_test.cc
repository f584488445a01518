#include "kernels/repeat.h"

#include <cstring>
#include <vector>

#include "core/filter.h"
#include "gtest/gtest.h"
#include "layer/repeat_pattern.h"
#include "testing/random.h"
#include "testing/reference.h"

namespace upsampling2d {
namespace {

constexpr int64_t kFactors[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 64};

// Blocks of exactly these bytes, so that AddressSanitizer sees every access beyond them.
std::vector<uint8_t> RandomBytes(int64_t count, Random* random) {
  std::vector<uint8_t> bytes(count);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random->Bits());
  return bytes;
}

void ExpectRepeated(int64_t cols, int64_t pixel_bytes, int64_t factor, int64_t offset, Random* random) {
  OwnRepeatPattern pattern;
  ASSERT_EQ(pattern.Make(pixel_bytes, factor), Status::kOk);
  const std::vector<uint8_t> src = RandomBytes(offset + cols * pixel_bytes + kSlack, random);
  std::vector<uint8_t> dst(offset + cols * pixel_bytes * factor);
  RepeatRow(pattern.View(), src.data() + offset, cols, pixel_bytes, factor, dst.data() + offset);
  std::vector<uint8_t> expected(offset);
  for (int64_t i = 0; i < cols * factor; ++i) {
    const uint8_t* pixel = src.data() + offset + i / factor * pixel_bytes;
    expected.insert(expected.end(), pixel, pixel + pixel_bytes);
  }
  ASSERT_EQ(dst, expected) << cols << " pixels of " << pixel_bytes << " bytes, " << factor << " times";
}

TEST(RepeatRow, EveryPixelWidthAndFactor) {
  Random random(1);
  for (int64_t pixel_bytes = 1; pixel_bytes <= 40; ++pixel_bytes) {
    for (const int64_t factor : kFactors) {
      for (const int64_t cols : {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 67}) {
        ASSERT_NO_FATAL_FAILURE(ExpectRepeated(cols, pixel_bytes, factor, 0, &random));
      }
    }
  }
}

TEST(RepeatRow, RowsOfEveryLength) {
  Random random(2);
  for (const int64_t pixel_bytes : {1, 2, 3, 4, 6, 8, 12, 16}) {
    for (const int64_t factor : {2, 3, 4, 5}) {
      for (int64_t cols = 1; cols <= 67; ++cols) {
        ASSERT_NO_FATAL_FAILURE(ExpectRepeated(cols, pixel_bytes, factor, 0, &random));
      }
    }
  }
}

// Rows of a tensor may begin at any address.
TEST(RepeatRow, AnyAddress) {
  Random random(3);
  for (int64_t offset = 1; offset <= 16; ++offset) {
    for (const int64_t pixel_bytes : {1, 2, 3, 4, 8, 16, 17, 32, 33}) {
      for (const int64_t factor : {1, 2, 3, 4, 7}) {
        ASSERT_NO_FATAL_FAILURE(ExpectRepeated(21, pixel_bytes, factor, offset, &random));
      }
    }
  }
}

TEST(RepeatRow, LargeFactorsAndWidePixels) {
  Random random(4);
  for (const int64_t factor : {100, 255, 256, 1000, 4099}) {
    for (const int64_t pixel_bytes : {1, 2, 3, 4, 5, 8, 12, 16, 1000}) {
      ASSERT_NO_FATAL_FAILURE(ExpectRepeated(3, pixel_bytes, factor, 0, &random));
    }
  }
}

TEST(GatherRow, EveryPixelWidthBetweenAlignedCorners) {
  Random random(5);
  for (const int64_t factor : {1, 2, 3, 7}) {
    for (const int64_t cols : {1, 2, 3, 5, 16, 33}) {
      AxisPlan axis;
      ASSERT_EQ(axis.MakeForward({&FilterOf(Interpolation::k_nearest), &ModeOf(Coordinates::k_align_corners),
                                  Positions::kExact, cols, factor}),
                Status::kOk);
      const ReferenceTaps taps =
          MakeReferenceTaps(Interpolation::k_nearest, Coordinates::k_align_corners, cols, factor);
      for (int64_t pixel_bytes = 1; pixel_bytes <= 40; ++pixel_bytes) {
        const std::vector<uint8_t> src = RandomBytes(cols * pixel_bytes, &random);
        std::vector<uint8_t> dst(cols * factor * pixel_bytes);
        GatherRow(axis, src.data(), pixel_bytes, dst.data());
        for (int64_t t = 0; t < cols * factor; ++t) {
          ASSERT_EQ(std::memcmp(dst.data() + t * pixel_bytes, src.data() + taps[t][0].index * pixel_bytes, pixel_bytes),
                    0)
              << "pixel " << t << " of " << pixel_bytes << " bytes";
        }
      }
    }
  }
}

}  // namespace
}  // namespace upsampling2d
