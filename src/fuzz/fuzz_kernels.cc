// Row kernels with any count, channels, factor and bits, in exactly the room that they document, against obvious loops.
#include <fuzzer/FuzzedDataProvider.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <string>
#include <type_traits>
#include <vector>

#include "core/axis_plan.h"
#include "kernels/convert.h"
#include "kernels/repeat.h"
#include "layer/repeat_pattern.h"
#include "testing/check_kernels.h"
#include "testing/names.h"
#include "testing/reference.h"

namespace upsampling2d {
namespace {

void Expect(bool right, const std::string& what) {
  if (right) return;
  std::fprintf(stderr, "%s\n", what.c_str());
  std::abort();
}

void FuzzRepeat(FuzzedDataProvider* data) {
  const int64_t pixel_bytes = data->ConsumeIntegralInRange(1, 70);
  const int64_t factor = data->ConsumeIntegralInRange(1, 300);
  const int64_t cols = data->ConsumeIntegralInRange(1, 100);
  std::vector<uint8_t> src = data->ConsumeRemainingBytes<uint8_t>();
  src.resize(cols * pixel_bytes + kSlack);
  OwnRepeatPattern pattern;
  Expect(pattern.Make(pixel_bytes, factor) == Status::kOk, "no pattern");
  std::vector<uint8_t> dst(cols * pixel_bytes * factor);
  RepeatRow(pattern.View(), src.data(), cols, pixel_bytes, factor, dst.data());
  for (int64_t t = 0; t < cols * factor; ++t) {
    const bool same =
        std::memcmp(dst.data() + t * pixel_bytes, src.data() + t / factor * pixel_bytes, pixel_bytes) == 0;
    Expect(same, "RepeatRow: pixel " + std::to_string(t) + " of " + std::to_string(pixel_bytes) + " bytes by " +
                     std::to_string(factor));
  }
}

template <class Source, class Dst>
void FuzzHorizontal(FuzzedDataProvider* data) {
  using K = Kinds<Source, Dst>;
  // Only bilinear by powers of two has whole weights, and lines are for bicubic by two.
  const int shift = K::kWhole ? data->ConsumeIntegralInRange(1, 4) : 0;
  const auto any = static_cast<Interpolation>(data->ConsumeIntegralInRange(0, kInterpolationCount - 1));
  const auto interpolation = K::kWhole ? Interpolation::k_bilinear : K::kFromLine ? Interpolation::k_bicubic : any;
  const int last_mode = K::kWhole ? 1 : K::kFromLine ? 0 : kCoordinatesCount - 1;
  const auto mode = static_cast<Coordinates>(data->ConsumeIntegralInRange(0, last_mode));
  const int64_t any_factor = data->ConsumeIntegralInRange(1, 20);
  const int64_t factor = K::kWhole ? 1 << (shift - 1) : K::kFromLine ? 2 : any_factor;
  const int64_t cols = data->ConsumeIntegralInRange(1, 100);
  const int64_t channels = data->ConsumeIntegralInRange(1, 40);
  const int64_t rows = data->ConsumeIntegralInRange(1, 3);
  const bool gradient = std::is_same_v<Source, Dst> && data->ConsumeBool();
  Random random(data->ConsumeIntegral<uint64_t>());
  const AxisRule rule = {&FilterOf(interpolation), &ModeOf(mode), Positions::kExact, cols, factor};
  AxisPlan axis;
  Expect((gradient ? axis.MakeTranspose(rule) : axis.MakeForward(rule)) == Status::kOk, "no plan");
  const std::string wrong =
      CheckHorizontal<Source, Dst>(axis, gradient ? Summing::kPlain : Summing::kBlend, shift, channels, rows, &random);
  Expect(wrong.empty(), "FilterHorizontally: " + NameOf(interpolation) + " " + wrong);
}

template <class Source, class Dst>
void FuzzSumRows(FuzzedDataProvider* data) {
  using K = Kinds<Source, Dst>;
  std::vector<typename K::Weight> weights;
  const int taps = data->ConsumeIntegralInRange(1, K::kTaps);
  for (int k = 0; k < taps; ++k) {
    // Whole sums of bytes stay within 16 bits.
    const int most = K::kToLine ? 1 << (kDotShift - 1) : K::kDots ? 1 << kDotShift : 256;
    int weight = data->ConsumeIntegralInRange(K::kWhole ? 0 : -most / taps, most / taps);
    if (K::kToLine && taps == 4) weight -= weight % (1 << (kDotShift - kLineShift));
    weights.push_back(
        static_cast<typename K::Weight>(std::is_floating_point_v<typename K::Weight> ? weight / 256.0 : weight));
  }
  // Two taps that blend use the second weight alone.
  const auto summing = static_cast<Summing>(data->ConsumeIntegralInRange(0, taps > 2 ? 3 : 1));
  const int64_t length = data->ConsumeIntegralInRange(1, 600);
  const int64_t count = data->ConsumeIntegralInRange(1, 3);
  const int64_t gap = data->ConsumeIntegralInRange(0, 40);
  Random random(data->ConsumeIntegral<uint64_t>());
  const std::string wrong = CheckSumRows<Source, Dst>(weights, summing, {length, count, length + gap}, &random);
  Expect(wrong.empty(), "SumRows: " + wrong);
}

// All bits are read as their value. Where that is a number, writing it gives the bits back.
template <class Storage, class Acc, Dtype dtype>
void FuzzRead(FuzzedDataProvider* data) {
  const std::vector<uint8_t> bytes = data->ConsumeRemainingBytes<uint8_t>();
  const int64_t count = static_cast<int64_t>(bytes.size() / sizeof(Storage));
  if (count == 0) return;
  std::vector<Storage> src(count + kSlack);
  std::memcpy(src.data(), bytes.data(), count * sizeof(Storage));
  std::vector<Acc> accumulators(count + kSlack);
  ReadRow(src.data(), count, accumulators.data());
  std::vector<Storage> back(count);
  WriteRow(accumulators.data(), count, back.data());
  const std::vector<double> expected = ReferenceRead(dtype, src.data(), count);
  for (int64_t i = 0; i < count; ++i) {
    if (std::isnan(expected[i])) continue;
    Expect(static_cast<double>(accumulators[i]) == expected[i], "ReadRow: element " + std::to_string(i));
    Expect(std::memcmp(&back[i], &src[i], sizeof(Storage)) == 0, "WriteRow: element " + std::to_string(i));
  }
}

// Any float is written as the nearest element. For integers, only floats that filters can make of integers.
template <class Storage, class Acc, Dtype dtype>
void FuzzWrite(FuzzedDataProvider* data) {
  const std::vector<uint8_t> bytes = data->ConsumeRemainingBytes<uint8_t>();
  const int64_t count = static_cast<int64_t>(bytes.size() / sizeof(Acc));
  if (count == 0) return;
  std::vector<Acc> src(count + kSlack);
  std::memcpy(src.data(), bytes.data(), count * sizeof(Acc));
  if (Info(dtype).kind == DtypeKind::kInteger) {
    for (Acc& x : src) {
      if (!(std::fabs(x) < (sizeof(Acc) == 4 ? 0x1p22 : 0x1p60))) x = 2.5;
    }
  }
  std::vector<Storage> dst(count);
  WriteRow(src.data(), count, dst.data());
  const std::vector<uint8_t> expected = ReferenceWrite(dtype, std::vector<double>(src.begin(), src.begin() + count));
  Expect(std::memcmp(dst.data(), expected.data(), expected.size()) == 0, "WriteRow: " + NameOf(dtype));
}

void FuzzOne(const uint8_t* bytes, size_t size) {
  FuzzedDataProvider data(bytes, size);
  constexpr void (*kTargets[])(FuzzedDataProvider*) = {
      FuzzRepeat,
      FuzzHorizontal<float, float>,
      FuzzHorizontal<double, double>,
      FuzzHorizontal<uint8_t, uint16_t>,
      FuzzHorizontal<float, uint8_t>,
      FuzzHorizontal<int16_t, uint8_t>,
      FuzzSumRows<float, float>,
      FuzzSumRows<double, double>,
      FuzzSumRows<uint8_t, uint16_t>,
      FuzzSumRows<uint16_t, uint8_t>,
      FuzzSumRows<uint8_t, float>,
      FuzzSumRows<float, uint8_t>,
      FuzzSumRows<uint8_t, int16_t>,
      FuzzRead<Half, float, Dtype::k_float16>,
      FuzzRead<uint8_t, float, Dtype::k_uint8>,
      FuzzRead<int8_t, float, Dtype::k_int8>,
      FuzzRead<uint16_t, float, Dtype::k_uint16>,
      FuzzRead<int16_t, float, Dtype::k_int16>,
      FuzzRead<int32_t, double, Dtype::k_int32>,
      FuzzRead<uint32_t, double, Dtype::k_uint32>,
      FuzzWrite<Half, float, Dtype::k_float16>,
      FuzzWrite<uint8_t, float, Dtype::k_uint8>,
      FuzzWrite<int16_t, float, Dtype::k_int16>,
      FuzzWrite<int32_t, double, Dtype::k_int32>,
      FuzzWrite<uint32_t, double, Dtype::k_uint32>,
  };
  kTargets[data.ConsumeIntegralInRange<size_t>(0, std::size(kTargets) - 1)](&data);
}

}  // namespace
}  // namespace upsampling2d

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  upsampling2d::FuzzOne(bytes, size);
  return 0;
}
