#include "core/buffer.h"

#include <cstdint>
#include <cstring>
#include <limits>

#include "gtest/gtest.h"

namespace upsampling2d {
namespace {

TEST(Buffer, HoldsWhatWasAskedForOnABoundaryOfVectors) {
  for (const int64_t count : {0, 1, 3, 64, 65, 1000}) {
    Buffer<double> buffer;
    ASSERT_EQ(buffer.Allocate(count), Status::kOk);
    EXPECT_EQ(buffer.size(), count);
    ASSERT_NE(buffer.data(), nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(buffer.data()) % 16, 0u);
    std::memset(static_cast<void*>(buffer.data()), 1, count * sizeof(double));
  }
}

TEST(Buffer, LargeOnesBeginAtAPage) {
  for (const int64_t count : {1 << 20, (1 << 20) + 1, 5'000'000}) {
    Buffer<uint8_t> buffer;
    ASSERT_EQ(buffer.Allocate(count), Status::kOk);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(buffer.data()) % 4096, 0u);
    std::memset(static_cast<void*>(buffer.data()), 1, static_cast<size_t>(count));
  }
}

TEST(Buffer, CountsTheBytesInUse) {
  const size_t before = buffer_bytes_in_use;
  {
    Buffer<int32_t> buffer;
    EXPECT_EQ(buffer_bytes_in_use, before);
    ASSERT_EQ(buffer.Allocate(100), Status::kOk);
    EXPECT_EQ(buffer_bytes_in_use, before + 400);
    ASSERT_EQ(buffer.Allocate(10), Status::kOk);
    EXPECT_EQ(buffer_bytes_in_use, before + 40);
  }
  EXPECT_EQ(buffer_bytes_in_use, before);
}

TEST(Buffer, ReserveKeepsABlockThatIsLargeEnough) {
  Buffer<uint8_t> buffer;
  ASSERT_EQ(buffer.Reserve(100), Status::kOk);
  uint8_t* const block = buffer.data();
  block[99] = 7;
  ASSERT_EQ(buffer.Reserve(100), Status::kOk);
  ASSERT_EQ(buffer.Reserve(1), Status::kOk);
  EXPECT_EQ(buffer.data(), block);
  EXPECT_EQ(buffer.size(), 100);
  EXPECT_EQ(buffer[99], 7);
  ASSERT_EQ(buffer.Reserve(5000), Status::kOk);
  EXPECT_EQ(buffer.size(), 5000);
}

TEST(Buffer, ImpossibleSizesFailAndLeaveItEmptyAndUsable) {
  const int64_t impossible[] = {-1, std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max(),
                                std::numeric_limits<int64_t>::max() / 8, int64_t{1} << 59};
  for (const int64_t count : impossible) {
    const size_t before = buffer_bytes_in_use;
    Buffer<int64_t> buffer;
    ASSERT_EQ(buffer.Allocate(4), Status::kOk);
    EXPECT_EQ(buffer.Allocate(count), Status::kOutOfMemory) << count;
    EXPECT_EQ(buffer.data(), nullptr);
    EXPECT_EQ(buffer.size(), 0);
    EXPECT_EQ(buffer_bytes_in_use, before);
    EXPECT_EQ(buffer.Reserve(count), Status::kOutOfMemory) << count;
    ASSERT_EQ(buffer.Reserve(4), Status::kOk);
    buffer[3] = 1;
  }
}

}  // namespace
}  // namespace upsampling2d
