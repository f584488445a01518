#include "kernels/convert.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "kernels/pixels.h"
#include "testing/elements.h"
#include "testing/names.h"
#include "testing/random.h"
#include "testing/reference.h"

namespace upsampling2d {
namespace {

// A pair of types between which rows are converted.
template <class StorageT, class AccT, Dtype kType>
struct Pair {
  using Storage = StorageT;
  using Acc = AccT;
  static constexpr Dtype kDtype = kType;
};

// A row with exactly the documented room, at an unaligned address, through the kernel.
template <class P>
std::vector<double> Read(const std::vector<uint8_t>& elements, int64_t count) {
  using Storage = typename P::Storage;
  using Acc = typename P::Acc;
  std::vector<Storage> src(1 + count + kSlack);
  std::memcpy(src.data() + 1, elements.data(), count * sizeof(Storage));
  std::vector<Acc> dst(1 + count + kSlack);
  ReadRow(src.data() + 1, count, dst.data() + 1);
  return std::vector<double>(dst.begin() + 1, dst.begin() + 1 + count);
}

template <class P>
std::vector<uint8_t> Write(const std::vector<typename P::Acc>& values, int64_t count) {
  using Storage = typename P::Storage;
  using Acc = typename P::Acc;
  std::vector<Acc> src(1 + count + kSlack);
  std::copy(values.begin(), values.begin() + count, src.begin() + 1);
  std::vector<Storage> dst(1 + count);
  WriteRow(src.data() + 1, count, dst.data() + 1);
  std::vector<uint8_t> bytes(count * sizeof(Storage));
  std::memcpy(bytes.data(), dst.data() + 1, bytes.size());
  return bytes;
}

template <class P>
std::vector<uint8_t> WriteAll(const std::vector<typename P::Acc>& values) {
  return Write<P>(values, static_cast<int64_t>(values.size()));
}

template <class P>
class Conversion : public testing::Test {};

using Pairs = testing::Types<Pair<Half, float, Dtype::k_float16>, Pair<uint8_t, float, Dtype::k_uint8>,
                             Pair<int8_t, float, Dtype::k_int8>, Pair<uint16_t, float, Dtype::k_uint16>,
                             Pair<int16_t, float, Dtype::k_int16>, Pair<int32_t, double, Dtype::k_int32>,
                             Pair<uint32_t, double, Dtype::k_uint32>>;

class PairNames {
 public:
  template <class P>
  static std::string GetName(int) {
    return NameOf(P::kDtype);
  }
};

TYPED_TEST_SUITE(Conversion, Pairs, PairNames);

TYPED_TEST(Conversion, EveryCountComesBackAsItWas) {
  Random random(1);
  for (int64_t count = 1; count <= 67; ++count) {
    const std::vector<uint8_t> elements = RandomElements(TypeParam::kDtype, count, &random);
    const std::vector<double> values = Read<TypeParam>(elements, count);
    ASSERT_EQ(values, ReferenceRead(TypeParam::kDtype, elements.data(), count)) << count;
    const std::vector<typename TypeParam::Acc> accumulators(values.begin(), values.end());
    ASSERT_EQ(Write<TypeParam>(accumulators, count), elements) << count;
  }
}

// Filters overshoot, but for types computed in float the results stay far below 2^22.
TYPED_TEST(Conversion, TiesGoToEvenAndTooMuchSaturates) {
  using Acc = typename TypeParam::Acc;
  if (Info(TypeParam::kDtype).kind != DtypeKind::kInteger) return;
  std::vector<Acc> values;
  for (const double centre : {-0x1p31, -32768.0, -128.0, 0.0, 127.0, 128.0, 254.0, 32767.0, 65535.0, 0x1p31, 0x1p32}) {
    if (sizeof(Acc) == 4 && std::fabs(centre) > 0x1p20) continue;
    for (double offset = -4; offset <= 4; offset += 0.25) values.push_back(static_cast<Acc>(centre + offset));
  }
  const double far = sizeof(Acc) == 4 ? 4'000'000 : 1e300;
  for (const double value : {-far, far, -far / 3, far / 3}) values.push_back(static_cast<Acc>(value));
  const std::vector<double> exact(values.begin(), values.end());
  EXPECT_EQ(WriteAll<TypeParam>(values), ReferenceWrite(TypeParam::kDtype, exact));
}

TEST(Half, EveryBitPatternIsRead) {
  using P = Pair<Half, float, Dtype::k_float16>;
  std::vector<uint8_t> all(2 << 16);
  for (int bits = 0; bits < 1 << 16; ++bits) {
    const uint16_t half = static_cast<uint16_t>(bits);
    std::memcpy(all.data() + 2 * bits, &half, 2);
  }
  const std::vector<double> values = Read<P>(all, 1 << 16);
  for (int bits = 0; bits < 1 << 16; ++bits) {
    const double expected = DoubleFromHalf(static_cast<uint16_t>(bits));
    if (std::isnan(expected)) {
      ASSERT_TRUE(std::isnan(values[bits])) << bits;
    } else {
      ASSERT_EQ(values[bits], expected) << bits;
      ASSERT_EQ(std::signbit(values[bits]), std::signbit(expected)) << bits;
    }
  }
}

void ExpectHalves(const std::vector<float>& values) {
  using P = Pair<Half, float, Dtype::k_float16>;
  const std::vector<uint8_t> bytes = WriteAll<P>(values);
  for (size_t i = 0; i < values.size(); ++i) {
    uint16_t bits;
    std::memcpy(&bits, bytes.data() + 2 * i, 2);
    ASSERT_EQ(bits, HalfFromDouble(values[i])) << values[i];
  }
}

// Each half, the midpoint to the next half, and the floats around both: every decision of rounding.
TEST(Half, EveryBoundaryIsRoundedToEven) {
  std::vector<float> values;
  for (int bits = 0; bits < 0x7c00; ++bits) {
    const double half = DoubleFromHalf(static_cast<uint16_t>(bits));
    const double next = bits == 0x7bff ? 65536 : DoubleFromHalf(static_cast<uint16_t>(bits + 1));
    for (const double point : {half, (half + next) / 2}) {
      const float x = static_cast<float>(point);
      for (const float value : {std::nextafter(x, -INFINITY), x, std::nextafter(x, INFINITY)}) {
        values.push_back(value);
        values.push_back(-value);
      }
    }
  }
  ExpectHalves(values);
}

// 2^32 floats are too many: a million of them, of all exponents, infinities and NaNs included.
TEST(Half, SampledFloats) {
  Random random(2);
  std::vector<float> values(1'000'000);
  for (float& value : values) {
    const uint32_t bits = static_cast<uint32_t>(random.Bits());
    std::memcpy(&value, &bits, 4);
  }
  for (const float value : {0.0f, -0.0f, INFINITY, -INFINITY, NAN, -NAN, std::numeric_limits<float>::max(),
                            std::numeric_limits<float>::denorm_min(), 65519.996f, 65520.0f, 65536.0f}) {
    values.push_back(value);
  }
  ExpectHalves(values);
}

// Whole accumulators are multiples of 2^-kWholeShift. This tests all of them.
TEST(Whole, EveryAccumulatorIsRoundedToEven) {
  using P = Pair<uint8_t, uint16_t, Dtype::k_uint8>;
  std::vector<uint16_t> values;
  std::vector<double> exact;
  for (int value = 0; value <= 255 << kWholeShift; ++value) {
    values.push_back(static_cast<uint16_t>(value));
    exact.push_back(std::ldexp(value, -kWholeShift));
  }
  EXPECT_EQ(WriteAll<P>(values), ReferenceWrite(Dtype::k_uint8, exact));
}

TEST(Whole, EveryCountIsWritten) {
  using P = Pair<uint8_t, uint16_t, Dtype::k_uint8>;
  Random random(3);
  for (int64_t count = 1; count <= 67; ++count) {
    const std::vector<uint8_t> elements = RandomElements(Dtype::k_uint8, count, &random);
    std::vector<uint16_t> accumulators;
    for (const uint8_t value : elements) accumulators.push_back(static_cast<uint16_t>(value << kWholeShift));
    ASSERT_EQ(Write<P>(accumulators, count), elements);
  }
}

TEST(Double, IsWrittenAsFloat) {
  using P = Pair<float, double, Dtype::k_float32>;
  Random random(4);
  for (int64_t count = 1; count <= 67; ++count) {
    std::vector<double> values(count);
    for (double& value : values)
      value = std::ldexp(random.Real(-1.0, 1.0), static_cast<int>(random.Integer(-160, 140)));
    ASSERT_EQ(Write<P>(values, count), ReferenceWrite(Dtype::k_float32, values)) << count;
  }
}

template <class P>
class Pixels : public testing::Test {
 protected:
  static void SetUpTestSuite() { MakeSrgbTables(); }
};

using PixelPairs = testing::Types<Pair<Rgba8, float, Dtype::k_rgba8>, Pair<Rgba8Linear, float, Dtype::k_rgba8linear>>;
TYPED_TEST_SUITE(Pixels, PixelPairs, PairNames);

TYPED_TEST(Pixels, EveryColourUnderEveryAlphaIsReadAndComesBack) {
  std::vector<uint8_t> elements;
  for (int alpha = 0; alpha < 256; ++alpha) {
    for (int v = 0; v < 256; ++v) {
      for (const int channel : {v, 255 - v, v ^ 85, alpha}) elements.push_back(static_cast<uint8_t>(channel));
    }
  }
  const int64_t count = static_cast<int64_t>(elements.size());
  const std::vector<double> values = Read<TypeParam>(elements, count);
  const std::vector<double> expected = ReferenceRead(TypeParam::kDtype, elements.data(), count);
  for (int64_t i = 0; i < count; ++i) ASSERT_NEAR(values[i], expected[i], 1e-4) << i;
  const std::vector<uint8_t> written = WriteAll<TypeParam>(std::vector<float>(values.begin(), values.end()));
  for (int64_t i = 0; i < count; ++i) {
    const bool transparent = elements[i | 3] == 0;
    ASSERT_EQ(written[i], transparent ? 0 : elements[i]) << i;
  }
}

TYPED_TEST(Pixels, OvershootIsClampedAndNegativeAlphaIsTransparent) {
  const std::vector<float> values = {300, -20, 127.5f, 255, 10, 20, 30, -5, 50, 20, 10, 40, 0, 0, 0, 0, 1, 2, 3, 300};
  const std::vector<double> exact(values.begin(), values.end());
  EXPECT_EQ(FirstWrong(TypeParam::kDtype, WriteAll<TypeParam>(values).data(), exact, 1e-4), "");
}

// Rows of pictures have four channels a pixel, and any number of pixels.
TYPED_TEST(Pixels, EveryCount) {
  Random random(5);
  for (int64_t count = 4; count <= 68; count += 4) {
    const std::vector<uint8_t> elements = RandomElements(TypeParam::kDtype, count, &random);
    const std::vector<double> values = Read<TypeParam>(elements, count);
    const std::vector<uint8_t> written = Write<TypeParam>(std::vector<float>(values.begin(), values.end()), count);
    ASSERT_EQ(FirstWrong(TypeParam::kDtype, written.data(), values, 1e-4), "") << count;
  }
}

}  // namespace
}  // namespace upsampling2d
