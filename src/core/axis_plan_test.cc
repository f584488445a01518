#include "core/axis_plan.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <tuple>
#include <vector>

#include "gtest/gtest.h"
#include "testing/names.h"
#include "testing/reference.h"

namespace upsampling2d {
namespace {

constexpr double kRounding = 1e-14;

struct Axis {
  Interpolation interpolation;
  Coordinates mode;
  int64_t n;
  int64_t factor;
};

std::string Text(const Axis& axis) {
  return NameOf(axis.interpolation) + " " + NameOf(axis.mode) + " " + std::to_string(axis.n) + " x " +
         std::to_string(axis.factor);
}

AxisRule RuleOf(const Axis& axis) {
  return {&FilterOf(axis.interpolation), &ModeOf(axis.mode), Positions::kExact, axis.n, axis.factor};
}

void MakeForward(const Axis& axis, AxisPlan* plan) { ASSERT_EQ(plan->MakeForward(RuleOf(axis)), Status::kOk); }

void MakeTranspose(const Axis& axis, AxisPlan* plan) { ASSERT_EQ(plan->MakeTranspose(RuleOf(axis)), Status::kOk); }

// The window of a target with its weights, whether it is kept or made on demand.
struct MadeWindow {
  Window window;
  std::vector<double> weights;
};

MadeWindow WindowAt(const AxisPlan& plan, int64_t t) {
  if (plan.kept()) {
    const Window window = plan.At(t);
    const double* weights = plan.weights() + window.weights;
    return {window, std::vector<double>(weights, weights + window.count)};
  }
  MadeWindow made = {{}, std::vector<double>(plan.max_made_taps())};
  plan.MakeWindows(t, t + 1, &made.window, made.weights.data());
  made.weights.resize(made.window.count);
  return made;
}

// The plan holds the taps: the same weights, in windows that begin and end with one that is not zero.
void ExpectTaps(const AxisPlan& plan, const ReferenceTaps& taps, double rounding = kRounding) {
  ASSERT_EQ(plan.target(), static_cast<int64_t>(taps.size()));
  int most = 0;
  for (int64_t t = 0; t < plan.target(); ++t) {
    const auto [window, weights] = WindowAt(plan, t);
    most = std::max(most, window.count);
    ASSERT_GE(window.count, 1);
    ASSERT_GE(window.start, 0);
    ASSERT_LE(window.end(), plan.source());
    std::vector<double> dense(plan.source());
    for (const ReferenceTap& tap : taps[t]) dense[tap.index] = tap.weight;
    for (int64_t j = 0; j < plan.source(); ++j) {
      const bool inside = j >= window.start && j < window.end();
      ASSERT_NEAR(inside ? weights[j - window.start] : 0, dense[j], rounding) << "target " << t << " source " << j;
    }
    if (window.count > 1) {
      ASSERT_NE(weights[0], 0) << "target " << t;
      ASSERT_NE(weights[window.count - 1], 0) << "target " << t;
    }
  }
  ASSERT_LE(most, plan.max_taps());
}

// Phases stand for the inner steps; where there are none, they are empty.
void ExpectPhases(const AxisPlan& plan) {
  if (!plan.repeats()) return;
  if (plan.inner_begin() >= plan.inner_end()) {
    for (int64_t p = 0; p < plan.phases(); ++p) {
      ASSERT_EQ(plan.Phase(p).start, 0);
      ASSERT_EQ(plan.Phase(p).count, 0);
    }
  }
  for (int64_t step = plan.inner_begin(); step < plan.inner_end(); ++step) {
    for (int64_t p = 0; p < plan.phases(); ++p) {
      const Window window = plan.At(plan.TargetOf(step) + p);
      ASSERT_EQ(window.start, step * plan.stride() + plan.Phase(p).start);
      ASSERT_EQ(window.count, plan.Phase(p).count);
    }
  }
}

// As rows are kept in a ring of RowsInFlight() slots, none may be dropped before its last use, whichever target is the
// first: those before SourceBegin() are never asked for.
void ExpectRowsKept(const AxisPlan& plan) {
  const int64_t slots = plan.RowsInFlight();
  ASSERT_LE(slots, plan.source());
  std::vector<int64_t> first_later(plan.target());
  for (int64_t t = plan.target() - 1; t >= 0; --t) {
    const int64_t start = WindowAt(plan, t).window.start;
    first_later[t] = t + 1 < plan.target() ? std::min(start, first_later[t + 1]) : start;
    ASSERT_LE(plan.SourceBegin(t), first_later[t]) << "target " << t;
  }
  int64_t filtered = 0;
  for (int64_t t = 0; t < plan.target(); ++t) {
    filtered = std::max(filtered, WindowAt(plan, t).window.end());
    ASSERT_LE(filtered, plan.SourceEnd(t)) << "target " << t;
    ASSERT_LE(filtered - first_later[t], slots) << "target " << t;
    const int64_t end = std::min(t + 5 * plan.phases(), plan.target());
    ASSERT_LE(plan.FirstRead(t), first_later[t]) << "target " << t;
    ASSERT_GE(plan.LastReadEnd(t, end), WindowAt(plan, end - 1).window.end()) << "target " << t;
    const int64_t last = std::min(t + 4, plan.target() - 1);
    ASSERT_LE(plan.SourceEnd(last) - plan.SourceBegin(t), plan.MostNeeded(5)) << "target " << t;
  }
}

// Every target has its own window, with the same taps, and none begins further before its predecessors than is said.
void ExpectWrittenOut(const ReferenceTaps& taps, AxisPlan* plan) {
  ASSERT_EQ(plan->WriteOut(), Status::kOk);
  ASSERT_FALSE(plan->repeats());
  ASSERT_NO_FATAL_FAILURE(ExpectTaps(*plan, taps));
  ASSERT_NO_FATAL_FAILURE(ExpectRowsKept(*plan));
  int64_t latest = INT64_MIN;
  for (int64_t t = 0; t < plan->target(); ++t) {
    latest = std::max(latest, plan->Own(t).start);
    ASSERT_LE(latest - plan->Own(t).start, plan->disorder()) << "target " << t;
  }
}

class EveryAxis : public testing::TestWithParam<std::tuple<int, int>> {
 protected:
  Interpolation interpolation() const { return static_cast<Interpolation>(std::get<0>(GetParam())); }
  Coordinates mode() const { return static_cast<Coordinates>(std::get<1>(GetParam())); }

  std::vector<Axis> Axes() const {
    std::vector<Axis> axes;
    for (int64_t n = 1; n <= 30; ++n) {
      for (const int64_t factor : {1, 2, 3, 4, 5, 6, 7, 8, 10}) axes.push_back({interpolation(), mode(), n, factor});
    }
    for (const int64_t n : {1, 2, 5, 13, 14}) axes.push_back({interpolation(), mode(), n, 64});
    for (const int64_t factor : {1, 2, 3, 7}) axes.push_back({interpolation(), mode(), 300, factor});
    return axes;
  }
};

TEST_P(EveryAxis, ForwardHasTheDefinitionsWeights) {
  for (const Axis& axis : Axes()) {
    SCOPED_TRACE(Text(axis));
    AxisPlan plan;
    ASSERT_NO_FATAL_FAILURE(MakeForward(axis, &plan));
    EXPECT_EQ(plan.source(), axis.n);
    const ReferenceTaps taps = MakeReferenceTaps(axis.interpolation, axis.mode, axis.n, axis.factor);
    ASSERT_NO_FATAL_FAILURE(ExpectTaps(plan, taps));
    ASSERT_NO_FATAL_FAILURE(ExpectPhases(plan));
    ASSERT_NO_FATAL_FAILURE(ExpectRowsKept(plan));
    ASSERT_NO_FATAL_FAILURE(ExpectWrittenOut(taps, &plan));
  }
}

TEST_P(EveryAxis, TransposeHasTheSameWeightsTheOtherWayRound) {
  for (const Axis& axis : Axes()) {
    SCOPED_TRACE(Text(axis));
    AxisPlan plan;
    ASSERT_NO_FATAL_FAILURE(MakeTranspose(axis, &plan));
    EXPECT_EQ(plan.source(), axis.n * axis.factor);
    const ReferenceTaps taps =
        TransposeReferenceTaps(MakeReferenceTaps(axis.interpolation, axis.mode, axis.n, axis.factor), axis.n);
    ASSERT_NO_FATAL_FAILURE(ExpectTaps(plan, taps));
    ASSERT_NO_FATAL_FAILURE(ExpectPhases(plan));
    ASSERT_NO_FATAL_FAILURE(ExpectRowsKept(plan));
    ASSERT_NO_FATAL_FAILURE(ExpectWrittenOut(taps, &plan));
  }
}

TEST_P(EveryAxis, WeightsSumToOne) {
  for (const Axis& axis : Axes()) {
    AxisPlan plan;
    ASSERT_NO_FATAL_FAILURE(MakeForward(axis, &plan));
    for (int64_t t = 0; t < plan.target(); ++t) {
      const auto [window, weights] = WindowAt(plan, t);
      const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
      ASSERT_NEAR(sum, 1, kRounding) << Text(axis) << " target " << t;
      // One pixel is copied, not multiplied by almost 1.
      if (window.count == 1) {
        ASSERT_EQ(sum, 1) << Text(axis) << " target " << t;
      }
    }
  }
}

TEST_P(EveryAxis, FactorOneIsTheIdentityButForTheBlurs) {
  const bool blurs = interpolation() == Interpolation::k_gaussian || interpolation() == Interpolation::k_mitchellcubic;
  for (int64_t n = 1; n <= 30; ++n) {
    AxisPlan plan;
    ASSERT_NO_FATAL_FAILURE(MakeForward({interpolation(), mode(), n, 1}, &plan));
    for (int64_t t = 0; t < n; ++t) {
      EXPECT_EQ(plan.At(t).count == 1 && plan.At(t).start == t, !blurs || n == 1) << n;
    }
  }
}

// The plan of a whole factor does not grow with the image, so that a call costs nothing beside its pixels.
TEST_P(EveryAxis, PeriodicPlansDoNotGrow) {
  if (!ModeOf(mode()).periodic) return;
  AxisPlan small;
  AxisPlan large;
  ASSERT_NO_FATAL_FAILURE(MakeForward({interpolation(), mode(), 100, 3}, &small));
  ASSERT_NO_FATAL_FAILURE(MakeForward({interpolation(), mode(), 700'000'000, 3}, &large));
  EXPECT_EQ(large.weight_count(), small.weight_count());
  EXPECT_EQ(large.target(), 2'100'000'000);
  EXPECT_EQ(large.RowsInFlight(), small.RowsInFlight());
  // Far inside and at the end the window is where the definition has it: there is no rounding to accumulate.
  const Window window = large.At(2'099'999'998);
  EXPECT_LE(window.end(), 700'000'000);
  EXPECT_GT(window.end(), 699'999'998);
  AxisPlan transpose;
  ASSERT_NO_FATAL_FAILURE(MakeTranspose({interpolation(), mode(), 700'000'000, 3}, &transpose));
  EXPECT_EQ(transpose.target(), 700'000'000);
  EXPECT_LE(transpose.weight_count(), 30'000);
}

// Windows of long axes that do not repeat are made on demand, and are those that a short axis would keep.
TEST_P(EveryAxis, LongAxesKeepNoTables) {
  const size_t before = buffer_bytes_in_use;
  for (const Axis& axis : {Axis{interpolation(), mode(), 1, INT32_MAX}, Axis{interpolation(), mode(), 3, 700'000'000},
                           Axis{interpolation(), Coordinates::k_align_corners, INT32_MAX / 2, 2}}) {
    SCOPED_TRACE(Text(axis));
    AxisPlan plan;
    ASSERT_NO_FATAL_FAILURE(MakeForward(axis, &plan));
    EXPECT_FALSE(plan.kept());
    EXPECT_LT(buffer_bytes_in_use - before, size_t{1} << 20);
    for (const int64_t t : {int64_t{0}, plan.target() / 2, plan.target() - 1}) {
      const auto [window, weights] = WindowAt(plan, t);
      EXPECT_GE(window.start, plan.SourceBegin(t));
      EXPECT_LE(window.end(), plan.SourceEnd(t));
      EXPECT_NEAR(std::accumulate(weights.begin(), weights.end(), 0.0), 1, kRounding);
    }
  }
}

// Whole pixels of positions rounded to 1/1024 hide in the middle of so many phases.
TEST_P(EveryAxis, LargeFactorsHaveTheDefinitionsWeights) {
  for (const int64_t factor : {255, 256, 257, 1000, 2047, 2048, 2049, 4096, 16384}) {
    const Axis axis = {interpolation(), mode(), 3, factor};
    SCOPED_TRACE(Text(axis));
    AxisPlan plan;
    ASSERT_NO_FATAL_FAILURE(MakeForward(axis, &plan));
    // Just inside the last pixel the weights that are left nearly cancel, and their sum divides the rounding.
    const double rounding = kRounding + 1e-16 * static_cast<double>(factor);
    const ReferenceTaps taps = MakeReferenceTaps(axis.interpolation, axis.mode, axis.n, axis.factor);
    ASSERT_NO_FATAL_FAILURE(ExpectTaps(plan, taps, rounding));
    AxisPlan transpose;
    ASSERT_NO_FATAL_FAILURE(MakeTranspose(axis, &transpose));
    ASSERT_NO_FATAL_FAILURE(ExpectTaps(transpose, TransposeReferenceTaps(taps, axis.n), rounding));
  }
}

// Each input of a gradient reads all outputs that it went into, however many.
TEST_P(EveryAxis, TransposesOfLargeFactorsAreComplete) {
  AxisPlan plan;
  ASSERT_NO_FATAL_FAILURE(MakeTranspose({interpolation(), mode(), 3, 3000}, &plan));
  double sum = 0;
  for (int64_t s = 0; s < 3; ++s) {
    const std::vector<double> weights = WindowAt(plan, s).weights;
    sum = std::accumulate(weights.begin(), weights.end(), sum);
  }
  EXPECT_NEAR(sum, 9000, 1e-8);
}

// The last positions are rounded to a pixel that is not there, where no other has a weight.
TEST(AxisPlan, BicubicPositionsRoundedOutOfTheImageRepeatTheEdge) {
  for (const int64_t n : {1, 3}) {
    const Axis axis = {Interpolation::k_bicubic, Coordinates::k_asymmetric, n, 3000};
    AxisPlan plan;
    ASSERT_NO_FATAL_FAILURE(MakeForward(axis, &plan));
    const auto [window, weights] = WindowAt(plan, n * 3000 - 1);
    EXPECT_EQ(window.start, n - 1);
    EXPECT_EQ(window.count, 1);
    EXPECT_EQ(weights[0], 1);
    ASSERT_NO_FATAL_FAILURE(ExpectTaps(plan, MakeReferenceTaps(axis.interpolation, axis.mode, n, 3000)));
  }
}

std::string NameOfAxis(const testing::TestParamInfo<std::tuple<int, int>>& info) {
  return NameOf(static_cast<Interpolation>(std::get<0>(info.param))) + "_" +
         NameOf(static_cast<Coordinates>(std::get<1>(info.param)));
}

INSTANTIATE_TEST_SUITE_P(All, EveryAxis,
                         testing::Combine(testing::Range(0, kInterpolationCount), testing::Range(0, kCoordinatesCount)),
                         NameOfAxis);

// Kernels for two phases want both to begin at the same source position.
TEST(AxisPlan, PhasesOfEvenFactorsBeginTogether) {
  for (int64_t i = 0; i < kInterpolationCount; ++i) {
    const Filter& filter = FilterOf(static_cast<Interpolation>(i));
    if (filter.Copies()) continue;
    for (const int64_t factor : {2, 4, 8}) {
      AxisPlan plan;
      const AxisRule rule = {&filter, &ModeOf(Coordinates::k_half_pixel), Positions::kExact, 40, factor};
      ASSERT_EQ(plan.MakeForward(rule), Status::kOk);
      ASSERT_LT(plan.inner_begin(), plan.inner_end());
      const Window& first = plan.Phase(0);
      const Window& last = plan.Phase(factor - 1);
      // Those of an odd number of taps lie around their middle.
      if (first.count % 2 == 0) {
        ASSERT_EQ(first.start, last.start) << NameOf(static_cast<Interpolation>(i)) << " by " << factor;
      }
      ASSERT_EQ(plan.HeadTargets() % factor, first.count % 2 == 0 ? factor / 2 : 0);
    }
  }
}

}  // namespace
}  // namespace upsampling2d
