#include "kernels/interleave.h"

#include <cstdint>
#include <vector>

#include "gtest/gtest.h"
#include "testing/random.h"

namespace upsampling2d {
namespace {

TEST(Interleave, EverySizeOfAPixelPhasesAndCount) {
  Random random(1);
  for (int64_t pixel_bytes = 1; pixel_bytes <= 40; ++pixel_bytes) {
    for (const int phases : {1, 2, 3, 4, 5, 8}) {
      for (int64_t pixels = 1; pixels <= 40; ++pixels) {
        const int64_t distance = pixel_bytes * pixels + 16;
        std::vector<uint8_t> src(phases * distance);
        for (uint8_t& x : src) x = static_cast<uint8_t>(random.Integer(0, 255));
        std::vector<uint8_t> dst(phases * pixel_bytes * pixels);
        Interleave(src.data(), distance, phases, pixel_bytes, pixels, dst.data());
        for (int64_t i = 0; i < static_cast<int64_t>(dst.size()); ++i) {
          const int64_t pixel = i / (phases * pixel_bytes);
          const int64_t phase = i / pixel_bytes % phases;
          ASSERT_EQ(dst[i], src[phase * distance + pixel * pixel_bytes + i % pixel_bytes])
              << pixels << " pixels of " << pixel_bytes << " bytes, " << phases << " phases, byte " << i;
        }
      }
    }
  }
}

}  // namespace
}  // namespace upsampling2d
