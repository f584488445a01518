#include "layer/plan.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <tuple>
#include <vector>

#include "gtest/gtest.h"
#include "kernels/srgb.h"
#include "testing/elements.h"
#include "testing/names.h"
#include "testing/random.h"
#include "testing/reference.h"
#include "testing/run_plan.h"

namespace upsampling2d {
namespace {

constexpr int kDtypeCount = static_cast<int>(std::size(kDtypes));
constexpr int kAreaNumber = static_cast<int>(Interpolation::k_area);

// All interpolations but area.
std::vector<int> Filters() {
  std::vector<int> filters;
  for (int i = 0; i < kInterpolationCount; ++i) {
    if (i != kAreaNumber) filters.push_back(i);
  }
  return filters;
}

void Make(const PlanCase& given, Plan* plan) {
  ASSERT_EQ(MakePlan(given.config, given.direction, given.dims, given.in, given.out, plan), Status::kOk) << Text(given);
}

// Bands anew, bands continued and the held tensors all have the same bits, and again the same on a second run, which
// finds the engine as the first has left it.
void ExpectSame(const PlanCase& given, Engine* engine, Random* random, Plan* made, std::string* wrong) {
  ASSERT_NO_FATAL_FAILURE(Make(given, made));
  const Plan& plan = *made;
  const std::vector<uint8_t> in = RandomElements(given.in, InElements(given), random);
  const std::vector<uint8_t> held = RunWhole(given, in, plan, engine);
  if (wrong != nullptr) *wrong = CheckOutput(given, in, held);
  ASSERT_EQ(RunBands(given, Staged::kContinued, in, plan, engine), held);
  ASSERT_EQ(RunBands(given, Staged::kAnew, in, plan, engine), held);
  ASSERT_EQ(RunWhole(given, in, plan, engine), held);
}

// And they are the right ones.
void ExpectRight(const PlanCase& given, Engine* engine, Random* random) {
  SCOPED_TRACE(Text(given));
  Plan plan;
  std::string wrong;
  ASSERT_NO_FATAL_FAILURE(ExpectSame(given, engine, random, &plan, &wrong));
  ASSERT_EQ(wrong, "") << KernelName(plan);
}

class EveryPlan : public testing::TestWithParam<std::tuple<int, int, int>> {
 protected:
  static void SetUpTestSuite() { MakeSrgbTables(); }

  LayerConfig Config(int row_factor, int col_factor, bool channels_first) const {
    return {row_factor, col_factor, channels_first, static_cast<Interpolation>(std::get<0>(GetParam())),
            static_cast<Coordinates>(std::get<1>(GetParam()))};
  }
  bool copies() const { return FilterOf(static_cast<Interpolation>(std::get<0>(GetParam()))).Copies(); }
  Direction direction() const { return static_cast<Direction>(std::get<2>(GetParam())); }

  // Pairs of input and output types that this interpolation and direction have.
  std::vector<std::tuple<Dtype, Dtype>> Dtypes() const {
    std::vector<std::tuple<Dtype, Dtype>> pairs;
    for (int i = 0; i < kDtypeCount; ++i) {
      const Dtype dtype = static_cast<Dtype>(i);
      const DtypeKind kind = Info(dtype).kind;
      if (direction() == Direction::kGradient) {
        if (kind == DtypeKind::kReal) pairs.emplace_back(dtype, dtype);
        continue;
      }
      if (kind != DtypeKind::kCopyOnly || copies()) pairs.emplace_back(dtype, dtype);
      if (dtype != Dtype::k_float32 && (kind == DtypeKind::kReal || kind == DtypeKind::kInteger)) {
        pairs.emplace_back(dtype, Dtype::k_float32);
      }
    }
    return pairs;
  }

  Engine engine_;
  Random random_{1};
};

// All interpolations, coordinates, directions, types and layouts. Of sizes, channels and factors eight draws each;
// sizes are up to 20 pixels, so that the longest filter (12 taps) has an interior.
TEST_P(EveryPlan, HasTheDefinitionsNumbersHoweverItIsRun) {
  for (const auto& [in, out] : Dtypes()) {
    for (int draw = 0; draw < 8; ++draw) {
      const int64_t planes = random_.Integer(1, 3);
      const bool pixels = Info(in).kind == DtypeKind::kPixels;
      const bool channels_first = !pixels && draw % 2 == 1;
      constexpr int64_t kChannels[] = {1, 2, 3, 4, 5, 8, 9, 16, 19};
      const int64_t channels = pixels ? 4 : random_.Of(kChannels);
      const int64_t rows = random_.Integer(1, draw % 3 == 0 ? 20 : 6);
      const int64_t cols = random_.Integer(1, draw % 3 == 1 ? 20 : 12);
      constexpr int kFactors[] = {1, 2, 2, 3, 4, 5, 7, 8};
      const LayerConfig config = Config(random_.Of(kFactors), random_.Of(kFactors), channels_first);
      const std::array<int64_t, 4> last = {planes, rows, cols, channels};
      const std::array<int64_t, 4> first = {planes, std::min<int64_t>(channels, 3), rows, cols};
      ASSERT_NO_FATAL_FAILURE(
          ExpectRight({config, direction(), channels_first ? first : last, in, out}, &engine_, &random_));
    }
  }
}

// Tensors that are cut into several bands: of rows, where the truth is slow and only the bits are compared, and of
// planes.
TEST_P(EveryPlan, ManyBands) {
  const Dtype real = Dtype::k_float32;
  const PlanCase large[] = {{Config(2, 2, false), direction(), {2, 40, 80, 19}, real, real},
                            {Config(3, 1, true), direction(), {3, 90, 9, 31}, real, real},
                            {Config(1, 7, false), direction(), {1, 14, 2, 3000}, real, real}};
  for (const PlanCase& given : large) {
    SCOPED_TRACE(Text(given));
    Plan plan;
    ASSERT_NO_FATAL_FAILURE(ExpectSame(given, &engine_, &random_, &plan, nullptr));
    ASSERT_GT(Bands(plan).count(), 1);
  }
  ASSERT_NO_FATAL_FAILURE(
      ExpectRight({Config(2, 1, false), direction(), {1, 25, 3, 900}, real, real}, &engine_, &random_));
}

TEST_P(EveryPlan, AFactorOf64) {
  const Dtype real = Dtype::k_float32;
  for (const int64_t n : {1, 2, 5}) {
    ASSERT_NO_FATAL_FAILURE(
        ExpectRight({Config(64, 3, false), direction(), {1, n, 2, 3}, real, real}, &engine_, &random_));
    ASSERT_NO_FATAL_FAILURE(
        ExpectRight({Config(2, 64, true), direction(), {1, 2, 3, n}, real, real}, &engine_, &random_));
  }
}

// Where there are more phases than a table is worth, and where positions are rounded to whole pixels.
TEST_P(EveryPlan, HugeFactors) {
  const Dtype real = Dtype::k_float32;
  for (const int factor : {255, 257, 2048, 4096, 16384, 20000}) {
    for (const int64_t n : {1, 3}) {
      ASSERT_NO_FATAL_FAILURE(
          ExpectRight({Config(factor, 1, false), direction(), {1, n, 2, 1}, real, real}, &engine_, &random_));
      ASSERT_NO_FATAL_FAILURE(
          ExpectRight({Config(1, factor, true), direction(), {1, 2, 1, n}, real, real}, &engine_, &random_));
    }
  }
}

// Axes too long to keep a table, in both directions, narrow and wide.
TEST_P(EveryPlan, LongAxesTakeLittleMemory) {
  const size_t before = buffer_bytes_in_use;
  for (const Dtype dtype : {Dtype::k_float32, Dtype::k_float64}) {
    for (const std::array<int64_t, 4>& dims : {std::array<int64_t, 4>{1, 70'000, 1, 1}, {1, 1, 70'000, 1}}) {
      const PlanCase given = {Config(dims[1] > 1 ? 3 : 1, dims[1] > 1 ? 1 : 3, false), direction(), dims, dtype, dtype};
      SCOPED_TRACE(Text(given));
      Engine engine;
      Plan plan;
      ASSERT_NO_FATAL_FAILURE(Make(given, &plan));
      const std::vector<uint8_t> in = RandomElements(dtype, InElements(given), &random_);
      const std::vector<uint8_t> out = RunBands(given, Staged::kContinued, in, plan, &engine);
      // The ends are those of a short tensor with the same ends; here only what it takes is looked at, and that all
      // ways agree.
      EXPECT_LT(buffer_bytes_in_use - before, size_t{8} << 20);
      ASSERT_EQ(RunWhole(given, in, plan, &engine), out);
    }
  }
}

// Both layouts are one algorithm: the same element has the same bits, wherever it lies among vectors. Gradients of many
// channels have the other order of passes.
TEST_P(EveryPlan, LayoutsHaveTheSameBits) {
  for (const Dtype dtype : {Dtype::k_float32, Dtype::k_float64}) {
    for (const int64_t channels : {2, 3, 4, 5, 9, 63, 64}) {
      for (const int factor : {1, 2, 3, 4, 5}) {
        const int64_t rows = 5;
        const int64_t cols = 23;
        const PlanCase last = {Config(2, factor, false), direction(), {1, rows, cols, channels}, dtype, dtype};
        const PlanCase first = {Config(2, factor, true), direction(), {1, channels, rows, cols}, dtype, dtype};
        SCOPED_TRACE(Text(last));
        Plan last_plan;
        Plan first_plan;
        ASSERT_NO_FATAL_FAILURE(Make(last, &last_plan));
        ASSERT_NO_FATAL_FAILURE(Make(first, &first_plan));
        const size_t bytes = Info(dtype).bytes;
        const std::vector<uint8_t> in = RandomElements(dtype, InElements(last), &random_);
        const auto to_last = [&](const std::vector<uint8_t>& planes) {
          std::vector<uint8_t> pixels(planes.size());
          const int64_t area = static_cast<int64_t>(planes.size() / bytes) / channels;
          for (int64_t i = 0; i < area * channels; ++i) {
            std::memcpy(pixels.data() + (i % area * channels + i / area) * bytes, planes.data() + i * bytes, bytes);
          }
          return pixels;
        };
        ASSERT_EQ(RunWhole(last, to_last(in), last_plan, &engine_), to_last(RunWhole(first, in, first_plan, &engine_)));
      }
    }
  }
}

// A NaN spreads to the elements that have it under their filter, and to no other. The window of a gradient has weights
// of zero between others, and these spread it too.
TEST_P(EveryPlan, ANanStaysUnderTheFilter) {
  const PlanCase given = {Config(2, 3, false), direction(), {1, 15, 15, 3}, Dtype::k_float32, Dtype::k_float32};
  Plan plan;
  ASSERT_NO_FATAL_FAILURE(Make(given, &plan));
  const ReferenceLayer layer = {given.config.interpolation,         given.config.coordinates, 2, 3, false,
                                direction() == Direction::kGradient};
  for (int sample = 0; sample < 10; ++sample) {
    const int64_t place = random_.Integer(0, InElements(given) - 1);
    std::vector<float> values(InElements(given), 1);
    values[place] = NAN;
    std::vector<double> impulse(values.size());
    impulse[place] = 1;
    std::vector<uint8_t> in(values.size() * 4);
    std::memcpy(in.data(), values.data(), in.size());
    const std::vector<uint8_t> out = RunWhole(given, in, plan, &engine_);
    if (HasTensorFlowBits(given)) {
      ASSERT_EQ(CheckOutput(given, in, out), "") << Text(given) << ", NaN at " << place;
      continue;
    }
    const std::vector<double> got = ReferenceRead(Dtype::k_float32, out.data(), OutElements(given));
    const std::vector<double> response = Reference(layer, given.dims, impulse).values;
    for (size_t i = 0; i < got.size(); ++i) {
      if (direction() == Direction::kGradient && response[i] == 0) continue;
      ASSERT_EQ(std::isnan(got[i]), response[i] != 0) << Text(given) << ", NaN at " << place << ", element " << i;
    }
  }
}

std::string NameOfPlan(const testing::TestParamInfo<std::tuple<int, int, int>>& info) {
  return NameOf(static_cast<Interpolation>(std::get<0>(info.param))) + "_" +
         NameOf(static_cast<Coordinates>(std::get<1>(info.param))) + (std::get<2>(info.param) == 1 ? "_gradient" : "");
}

// Area has no coordinates but its own.
INSTANTIATE_TEST_SUITE_P(Filters, EveryPlan,
                         testing::Combine(testing::ValuesIn(Filters()), testing::Range(0, kCoordinatesCount),
                                          testing::Range(0, 2)),
                         NameOfPlan);
INSTANTIATE_TEST_SUITE_P(Area, EveryPlan,
                         testing::Combine(testing::Values(kAreaNumber), testing::Values(0), testing::Range(0, 2)),
                         NameOfPlan);

PlanCase Simple(Interpolation interpolation, const std::array<int64_t, 4>& dims, Dtype dtype) {
  return {{2, 2, false, interpolation, Coordinates::k_half_pixel}, Direction::kForward, dims, dtype, dtype};
}

// Weights that are whole numbers of a 256th are computed with bytes widened to 16 bits, all others of bytes in dot
// products of such first.
TEST(Plan, BytesAreFilteredInWholeNumbersWhereTheyCanBe) {
  const auto kernel = [](Interpolation interpolation, int factor, Dtype in, Dtype out, int64_t cols = 9) {
    PlanCase given = Simple(interpolation, {1, 9, cols, 4}, in);
    given.config.row_factor = given.config.col_factor = factor;
    given.out = out;
    Plan plan;
    Make(given, &plan);
    const std::string name = KernelName(plan);
    return name.substr(0, name.find("__"));
  };
  const Dtype bytes = Dtype::k_uint8;
  EXPECT_EQ(kernel(Interpolation::k_bilinear, 2, bytes, bytes), "filter_u16");
  EXPECT_EQ(kernel(Interpolation::k_bilinear, 4, bytes, bytes), "filter_u16");
  EXPECT_EQ(kernel(Interpolation::k_bilinear, 3, bytes, bytes), "filter_i16f32");
  EXPECT_EQ(kernel(Interpolation::k_bicubic, 2, bytes, bytes), "filter_i16f32");
  EXPECT_EQ(kernel(Interpolation::k_bicubic, 2, bytes, bytes, 128), "filter_i16");
  EXPECT_EQ(kernel(Interpolation::k_bicubic, 4, bytes, bytes, 128), "filter_i16f32");
  EXPECT_EQ(kernel(Interpolation::k_mitchellcubic, 2, bytes, bytes, 128), "filter_i16f32");
  EXPECT_EQ(kernel(Interpolation::k_bicubic, 2, bytes, Dtype::k_float32, 128), "filter_f32");
  EXPECT_EQ(kernel(Interpolation::k_bilinear, 2, bytes, Dtype::k_float32), "filter_f32");
  EXPECT_EQ(kernel(Interpolation::k_bilinear, 2, Dtype::k_int32, Dtype::k_int32), "filter_f64");
  EXPECT_EQ(kernel(Interpolation::k_nearest, 2, bytes, bytes), "repeat_x1");
  EXPECT_EQ(kernel(Interpolation::k_area, 3, Dtype::k_float64, Dtype::k_float64), "repeat_x8");
}

// Both passes in whole numbers: inner rows and columns are exact, those at the ends nearly. Few rows have ends alone.
TEST(Plan, LinesOfWholeNumbersAreRight) {
  Random random(4);
  Engine engine;
  for (const int64_t channels : {1, 2, 3, 4, 5, 8, 17, 40}) {
    for (const int64_t rows : {1, 2, 3, 4, 5, 19}) {
      for (const int64_t cols : {128, 131}) {
        for (const bool channels_first : {false, true}) {
          PlanCase given = Simple(Interpolation::k_bicubic, {2, rows, cols, channels}, Dtype::k_uint8);
          if (channels_first) given.dims = {1, channels, rows, cols};
          given.config.channels_first = channels_first;
          ASSERT_NO_FATAL_FAILURE(ExpectRight(given, &engine, &random));
        }
      }
    }
  }
}

// What a copy must not touch: payloads of NaNs, the sign of zero, integers with more digits than a double has.
TEST(Plan, CopiesKeepEveryBit) {
  Random random(2);
  Engine engine;
  for (const Interpolation interpolation : {Interpolation::k_nearest, Interpolation::k_area}) {
    for (int i = 0; i < kDtypeCount; ++i) {
      const Dtype dtype = static_cast<Dtype>(i);
      PlanCase given = Simple(interpolation, {2, 7, 9, 4}, dtype);
      Plan plan;
      ASSERT_NO_FATAL_FAILURE(Make(given, &plan));
      std::vector<uint8_t> in(InElements(given) * Info(dtype).bytes);
      for (uint8_t& byte : in) byte = random.Integer(0, 2) == 0 ? 0xff : static_cast<uint8_t>(random.Bits());
      EXPECT_EQ(CheckOutput(given, in, RunWhole(given, in, plan, &engine)), "") << Text(given);
    }
  }
}

// Elements of the whole range, with the overshoot of the longest filter: nothing wraps around.
TEST(Plan, IntegersSaturate) {
  Random random(3);
  Engine engine;
  for (int i = 0; i < kDtypeCount; ++i) {
    const Dtype dtype = static_cast<Dtype>(i);
    if (Info(dtype).kind != DtypeKind::kInteger) continue;
    const double lowest = ReferenceRead(dtype, ReferenceWrite(dtype, {-1e10}).data(), 1)[0];
    const double highest = ReferenceRead(dtype, ReferenceWrite(dtype, {1e10}).data(), 1)[0];
    PlanCase given = Simple(Interpolation::k_lanczos5, {1, 16, 16, 1}, dtype);
    std::vector<double> values(InElements(given));
    for (double& value : values) value = random.Bits() % 2 == 0 ? lowest : highest;
    const std::vector<uint8_t> in = ReferenceWrite(dtype, values);
    Plan plan;
    ASSERT_NO_FATAL_FAILURE(Make(given, &plan));
    const std::vector<uint8_t> out = RunWhole(given, in, plan, &engine);
    EXPECT_EQ(CheckOutput(given, in, out), "") << Text(given);
    const std::vector<double> got = ReferenceRead(dtype, out.data(), OutElements(given));
    EXPECT_GT(std::count(got.begin(), got.end(), lowest), 0);
    EXPECT_GT(std::count(got.begin(), got.end(), highest), 0);
  }
}

// Plans of a module share one engine, one band at a time.
TEST(Plan, BandsOfSeveralPlansMayAlternateIfStagedAnew) {
  Random random(4);
  Engine engine;
  const PlanCase cases[] = {Simple(Interpolation::k_bicubic, {1, 60, 60, 16}, Dtype::k_float32),
                            Simple(Interpolation::k_lanczos3, {2, 90, 50, 9}, Dtype::k_uint8),
                            Simple(Interpolation::k_nearest, {1, 70, 61, 33}, Dtype::k_float64)};
  Plan plans[3];
  std::vector<uint8_t> in[3];
  std::vector<uint8_t> out[3];
  int64_t most = 0;
  for (int i = 0; i < 3; ++i) {
    ASSERT_NO_FATAL_FAILURE(Make(cases[i], &plans[i]));
    in[i] = RandomElements(cases[i].in, InElements(cases[i]), &random);
    out[i].resize(OutElements(cases[i]) * Info(cases[i].out).bytes);
    EXPECT_GT(Bands(plans[i]).count(), 1);
    most = std::max(most, Bands(plans[i]).count());
  }
  for (int64_t band = most - 1; band >= 0; --band) {
    for (int i = 0; i < 3; ++i) {
      if (band < Bands(plans[i]).count()) {
        ASSERT_TRUE(RunBand(cases[i], band, false, in[i], &out[i], plans[i], &engine));
      }
    }
  }
  for (int i = 0; i < 3; ++i) EXPECT_EQ(CheckOutput(cases[i], in[i], out[i]), "") << Text(cases[i]);
}

// What JavaScript relies on: a plan with one band is staged once, and computed from new rows as long as the epoch
// stays.
TEST(Plan, ABandOfWholePlanesIsComputedAgainUntilTheTurnChanges) {
  Random random(5);
  Engine engine;
  const PlanCase other_case = Simple(Interpolation::k_lanczos3, {1, 40, 30, 3}, Dtype::k_float32);
  Plan other;
  ASSERT_NO_FATAL_FAILURE(Make(other_case, &other));
  for (const Interpolation interpolation :
       {Interpolation::k_nearest, Interpolation::k_bilinear, Interpolation::k_bicubic}) {
    for (const Dtype dtype : {Dtype::k_uint8, Dtype::k_float32, Dtype::k_int16}) {
      const PlanCase given = Simple(interpolation, {3, 8, 8, 4}, dtype);
      Plan plan;
      ASSERT_NO_FATAL_FAILURE(Make(given, &plan));
      const Bands bands(plan);
      ASSERT_EQ(bands.count(), 1);
      StagedBand staged;
      ASSERT_EQ(engine.staging.Stage(plan, bands, 0, false, &staged), Status::kOk);
      const double epoch = engine.scratch.epoch;
      for (int i = 0; i < 3; ++i) {
        const std::vector<uint8_t> in = RandomElements(dtype, InElements(given), &random);
        std::memcpy(staged.in, in.data(), in.size());
        engine.staging.Compute();
        const std::vector<uint8_t> out(staged.out, staged.out + OutElements(given) * Info(dtype).bytes);
        EXPECT_EQ(CheckOutput(given, in, out), "") << Text(given);
        ASSERT_EQ(engine.scratch.epoch, epoch);
      }
    }
  }
}

TEST(Plan, EveryOtherUseOfTheScratchMemoryIsATurn) {
  Engine engine;
  const PlanCase given = Simple(Interpolation::k_bilinear, {1, 8, 8, 4}, Dtype::k_float32);
  // Takes so much that it is given back.
  const PlanCase large = Simple(Interpolation::k_bilinear, {1, 9, 1, 1'500'000}, Dtype::k_float32);
  Plan plans[3];
  ASSERT_NO_FATAL_FAILURE(Make(given, &plans[0]));
  ASSERT_NO_FATAL_FAILURE(Make(given, &plans[1]));
  ASSERT_NO_FATAL_FAILURE(Make(large, &plans[2]));
  StagedBand staged;
  const auto begins_epoch = [&](const auto& use) {
    EXPECT_EQ(engine.staging.Stage(plans[0], Bands(plans[0]), 0, false, &staged), Status::kOk);
    const double epoch = engine.scratch.epoch;
    use();
    return engine.scratch.epoch != epoch;
  };
  Resident resident;
  EXPECT_TRUE(begins_epoch(
      [&] { EXPECT_EQ(engine.staging.Stage(plans[1], Bands(plans[1]), 0, false, &staged), Status::kOk); }));
  EXPECT_TRUE(begins_epoch([&] { EXPECT_EQ(resident.Allocate(plans[1], &engine.scratch), Status::kOk); }));
  EXPECT_TRUE(begins_epoch([&] { EXPECT_EQ(resident.Compute(plans[1], &engine.scratch), Status::kOk); }));
  EXPECT_FALSE(begins_epoch([&] { engine.scratch.Trim(); }));
  EXPECT_EQ(engine.scratch.Fit(plans[2]), Status::kOk);
  EXPECT_TRUE(begins_epoch([&] { engine.scratch.Trim(); }));
}

// Together the bands write every element once, in order.
TEST(Plan, BandsCoverTheOutput) {
  Engine engine;
  for (const std::array<int64_t, 4>& dims : {std::array<int64_t, 4>{1, 1, 1, 1},
                                             {100, 2, 3, 5},
                                             {2, 300, 40, 3},
                                             {1, 3, 3, 40000},
                                             {1, 1000, 1, 1},
                                             {5000, 1, 1, 1}}) {
    const PlanCase given = Simple(Interpolation::k_bilinear, dims, Dtype::k_float32);
    Plan plan;
    ASSERT_NO_FATAL_FAILURE(Make(given, &plan));
    int64_t next = 0;
    for (int64_t band = 0; band < Bands(plan).count(); ++band) {
      StagedBand staged;
      ASSERT_EQ(engine.staging.Stage(plan, Bands(plan), band, false, &staged), Status::kOk);
      EXPECT_EQ(staged.out_begin, next);
      EXPECT_GT(staged.out_count, 0);
      next += staged.out_count;
    }
    EXPECT_EQ(next, OutElements(given)) << Text(given);
  }
}

// A band of few rows would share no weights among them.
TEST(Plan, NoBandHasFewRows) {
  for (const int64_t rows : {7, 12, 13, 100, 257}) {
    for (const int64_t channels : {1, 2, 3, 5, 32}) {
      PlanCase given = Simple(Interpolation::k_bicubic, {1, rows, 700, channels}, Dtype::k_float32);
      given.config.row_factor = given.config.col_factor = 5;
      Plan plan;
      ASSERT_NO_FATAL_FAILURE(Make(given, &plan));
      const Bands bands(plan);
      for (int64_t band = 0; band < bands.count(); ++band) {
        EXPECT_GE(2 * bands.At(band).TargetRows(), bands.At(0).TargetRows()) << Text(given) << ", band " << band;
      }
    }
  }
}

// However large the image, a band and its plan take little.
TEST(Plan, MemoryDoesNotGrowWithTheImage) {
  for (const Interpolation interpolation : {Interpolation::k_nearest, Interpolation::k_lanczos5}) {
    const PlanCase given = Simple(interpolation, {1, 1'000'000'000, 1000, 4}, Dtype::k_float32);
    const size_t before = buffer_bytes_in_use;
    Engine engine;
    Plan plan;
    ASSERT_NO_FATAL_FAILURE(Make(given, &plan));
    StagedBand staged;
    ASSERT_EQ(engine.staging.Stage(plan, Bands(plan), Bands(plan).count() - 1, false, &staged), Status::kOk);
    EXPECT_EQ(staged.out_begin + staged.out_count, 16'000'000'000'000);
    EXPECT_LT(buffer_bytes_in_use - before, size_t{4} << 20);
  }
}

TEST(Plan, WhatCanNeverFitIsRefused) {
  const auto config = [](int row_factor, int col_factor, Interpolation interpolation, Coordinates coordinates) {
    return LayerConfig{row_factor, col_factor, false, interpolation, coordinates};
  };
  constexpr int kHuge = 1 << 30;
  const struct {
    LayerConfig config;
    std::array<int64_t, 4> dims;
  } impossible[] = {
      {config(kHuge, kHuge, Interpolation::k_bilinear, Coordinates::k_half_pixel), {1, 1, 1, 1}},
      {config(1, kHuge, Interpolation::k_lanczos5, Coordinates::k_asymmetric), {1, 1, 1, 16}},
  };
  Engine engine;
  for (const auto& [layer, dims] : impossible) {
    for (const Direction direction : {Direction::kForward, Direction::kGradient}) {
      const PlanCase given = {layer, direction, dims, Dtype::k_float32, Dtype::k_float32};
      Plan plan;
      if (MakePlan(layer, direction, dims, given.in, given.out, &plan) != Status::kOk) continue;
      EXPECT_EQ(Resident().Allocate(plan, &engine.scratch), Status::kOutOfMemory) << Text(given);
    }
  }
}

TEST(Plan, TensorsThatDoNotFitFailToBeHeldAndTheScratchIsStillGood) {
  Engine engine;
  Random random(5);
  const PlanCase small = Simple(Interpolation::k_bilinear, {1, 5, 5, 3}, Dtype::k_float32);
  for (const std::array<int64_t, 4>& dims :
       {std::array<int64_t, 4>{1, 1 << 20, 1 << 20, 4}, {1 << 25, 1 << 8, 1 << 8, 4}, {1, 4, 1 << 30, 1 << 18}}) {
    const PlanCase large = Simple(Interpolation::k_bilinear, dims, Dtype::k_float32);
    Plan plan;
    ASSERT_NO_FATAL_FAILURE(Make(large, &plan));
    const size_t held = buffer_bytes_in_use;
    EXPECT_EQ(Resident().Allocate(plan, &engine.scratch), Status::kOutOfMemory) << Text(large);
    EXPECT_EQ(buffer_bytes_in_use, held);
    ASSERT_NO_FATAL_FAILURE(ExpectRight(small, &engine, &random));
  }
}

// A request that is refused, for its scratch memory or for its tensors, leaves a resident plan as it was.
TEST(Plan, ResidentPlansSurviveRefusedRequests) {
  Engine engine;
  Random random(7);
  const PlanCase small = Simple(Interpolation::k_bicubic, {1, 8, 8, 4}, Dtype::k_float32);
  Plan plan;
  ASSERT_NO_FATAL_FAILURE(Make(small, &plan));
  Resident resident;
  ASSERT_EQ(resident.Allocate(plan, &engine.scratch), Status::kOk);
  const std::vector<uint8_t> in = RandomElements(Dtype::k_float32, InElements(small), &random);
  std::memcpy(resident.in(), in.data(), in.size());
  const std::vector<uint8_t> expected = RunWhole(small, in, plan, &engine);
  Plan large;
  ASSERT_NO_FATAL_FAILURE(Make(Simple(Interpolation::k_bicubic, {1, 4, 1 << 30, 1 << 18}, Dtype::k_float32), &large));
  for (int i = 0; i < 1000; ++i) {
    StagedBand staged;
    ASSERT_EQ(engine.staging.Stage(large, Bands(large), 0, false, &staged), Status::kOutOfMemory);
    ASSERT_EQ(Resident().Allocate(large, &engine.scratch), Status::kOutOfMemory);
    ASSERT_EQ(resident.Compute(plan, &engine.scratch), Status::kOk);
    ASSERT_EQ(std::vector<uint8_t>(resident.out(), resident.out() + expected.size()), expected);
  }
}

// Others may work in the scratch memory between two bands: the next one is then staged anew, with the same bits.
TEST(Plan, BandsThatAreInterruptedHaveTheSameBits) {
  Engine engine;
  Random random(8);
  const PlanCase other = Simple(Interpolation::k_lanczos3, {1, 30, 30, 3}, Dtype::k_float32);
  const std::vector<uint8_t> other_in = RandomElements(other.in, InElements(other), &random);
  Plan other_plan;
  ASSERT_NO_FATAL_FAILURE(Make(other, &other_plan));
  for (const Interpolation interpolation : {Interpolation::k_bilinear, Interpolation::k_bicubic}) {
    for (const Dtype dtype : {Dtype::k_float32, Dtype::k_uint8}) {
      const PlanCase given = Simple(interpolation, {1, 90, 120, 16}, dtype);
      Plan plan;
      ASSERT_NO_FATAL_FAILURE(Make(given, &plan));
      const std::vector<uint8_t> in = RandomElements(dtype, InElements(given), &random);
      const std::vector<uint8_t> expected = RunWhole(given, in, plan, &engine);
      std::vector<uint8_t> out(expected.size());
      for (int64_t band = 0; band < Bands(plan).count(); ++band) {
        ASSERT_TRUE(RunBand(given, band, band > 0, in, &out, plan, &engine));
        RunWhole(other, other_in, other_plan, &engine);
      }
      EXPECT_GT(Bands(plan).count(), 2);
      EXPECT_EQ(out, expected) << Text(given);
    }
  }
}

// One row does not fit where a row of a picture has 2^48 elements.
TEST(Plan, RowsThatDoNotFitFailToBeStaged) {
  Engine engine;
  Random random(6);
  for (const Interpolation interpolation : {Interpolation::k_nearest, Interpolation::k_bilinear}) {
    const PlanCase large = Simple(interpolation, {1, 4, 1 << 30, 1 << 18}, Dtype::k_float32);
    Plan plan;
    ASSERT_NO_FATAL_FAILURE(Make(large, &plan));
    StagedBand staged;
    EXPECT_EQ(engine.staging.Stage(plan, Bands(plan), 0, false, &staged), Status::kOutOfMemory);
    EXPECT_EQ(engine.staging.Stage(plan, Bands(plan), 0, false, &staged), Status::kOutOfMemory);
  }
  ASSERT_NO_FATAL_FAILURE(
      ExpectRight(Simple(Interpolation::k_bilinear, {1, 5, 5, 3}, Dtype::k_float32), &engine, &random));
}

}  // namespace
}  // namespace upsampling2d
