// Any layer on any small tensor, its bands in any order that JavaScript could ask for, against the reference. The input
// determines everything: configuration, shape, contents and the sequence of bands.
#include <fuzzer/FuzzedDataProvider.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "kernels/srgb.h"
#include "layer/plan.h"
#include "testing/reference.h"
#include "testing/run_plan.h"

namespace upsampling2d {
namespace {

void Fail(const PlanCase& given, const std::string& what) {
  std::fprintf(stderr, "%s: %s\n", Text(given).c_str(), what.c_str());
  std::abort();
}

Dtype OutputOf(const PlanCase& given, bool copies, bool as_float) {
  const DtypeKind kind = Info(given.in).kind;
  const bool has_float = !copies && (kind == DtypeKind::kReal || kind == DtypeKind::kInteger);
  return as_float && has_float && given.direction == Direction::kForward ? Dtype::k_float32 : given.in;
}

int64_t PixelChannels(Dtype dtype) { return Info(dtype).kind == DtypeKind::kPixels ? 4 : 1; }

// Only configurations that TypeScript accepts.
PlanCase TakeCase(FuzzedDataProvider* data) {
  PlanCase given;
  LayerConfig& config = given.config;
  config.interpolation = static_cast<Interpolation>(data->ConsumeIntegralInRange(0, kInterpolationCount - 1));
  config.coordinates = static_cast<Coordinates>(data->ConsumeIntegralInRange(0, kCoordinatesCount - 1));
  if (config.interpolation == Interpolation::k_area) config.coordinates = Coordinates::k_half_pixel;
  const bool copies = FilterOf(config.interpolation).Copies();
  given.direction = static_cast<Direction>(data->ConsumeIntegralInRange(0, 1));
  given.in = static_cast<Dtype>(data->ConsumeIntegralInRange<int>(0, std::size(kDtypes) - 1));
  const DtypeKind kind = Info(given.in).kind;
  if (given.direction == Direction::kGradient && kind != DtypeKind::kReal) given.in = Dtype::k_float32;
  if (kind == DtypeKind::kCopyOnly && !copies) given.in = Dtype::k_uint8;
  const bool pixels = Info(given.in).kind == DtypeKind::kPixels;
  given.out = OutputOf(given, copies, data->ConsumeBool());
  config.channels_first = !pixels && data->ConsumeBool();
  // Mostly small factors; now and then those at which tables of phases end, and others where positions are rounded to
  // whole pixels.
  const int range = data->ConsumeIntegralInRange(0, 15);
  const int most_factor = range == 15 ? 300 : range == 14 ? 64 : 9;
  config.row_factor = data->ConsumeIntegralInRange(1, most_factor);
  config.col_factor = data->ConsumeIntegralInRange(1, most_factor);
  if (range == 13) {
    int& huge = data->ConsumeBool() ? config.row_factor : config.col_factor;
    huge = (1 << data->ConsumeIntegralInRange(8, 14)) + data->ConsumeIntegralInRange(-1, 2);
    (&huge == &config.row_factor ? config.col_factor : config.row_factor) = 1;
    given.dims = {1, data->ConsumeIntegralInRange(1, 3), data->ConsumeIntegralInRange(1, 3), PixelChannels(given.in)};
    if (config.channels_first) given.dims = {1, 1, given.dims[1], given.dims[2]};
    return given;
  }
  // Wide pixels make bands of few rows.
  const bool wide = !pixels && data->ConsumeIntegralInRange(0, 31) == 31;
  const int64_t channels = pixels ? 4 : wide ? 3000 : data->ConsumeIntegralInRange(1, 21);
  const int64_t rows = data->ConsumeIntegralInRange(1, wide ? 8 : 20);
  const int64_t cols = data->ConsumeIntegralInRange(1, wide ? 2 : 30);
  given.dims = {data->ConsumeIntegralInRange(1, 3), rows, cols, channels};
  if (config.channels_first) given.dims = {given.dims[0], wide ? 1 : 1 + channels % 3, rows, wide ? 3000 : cols};
  return given;
}

// The reference is slow: few elements, or some more to make several bands.
bool IsSmall(const PlanCase& given) {
  const bool huge = given.config.row_factor > 300 || given.config.col_factor > 300;
  const int64_t most = given.dims[3] >= 3000 ? 150'000 : huge ? 600'000 : 6'000;
  return InElements(given) <= most && OutElements(given) <= most;
}

// Finite numbers whose sums neither overflow nor vanish. Elements may be any bits where they are only copied, or where
// the result is TensorFlow's whatever they are.
void MakeComputable(const PlanCase& given, std::vector<uint8_t>* elements) {
  if (given.in != Dtype::k_float32 && given.in != Dtype::k_float64 && given.in != Dtype::k_float16) return;
  if (HasTensorFlowBits(given)) return;
  if (FilterOf(given.config.interpolation).Copies() && given.direction == Direction::kForward) return;
  const double most = given.in == Dtype::k_float64 ? 1e290 : 1e30;
  std::vector<double> values = ReferenceRead(given.in, elements->data(), InElements(given));
  for (double& value : values) {
    if (!(std::fabs(value) < most)) value = 1;
    if (std::fabs(value) < 1 / most) value = 0;
  }
  *elements = ReferenceWrite(given.in, values);
}

std::vector<uint8_t> TakeElements(const PlanCase& given, FuzzedDataProvider* data) {
  std::vector<uint8_t> elements(InElements(given) * Info(given.in).bytes);
  const std::vector<uint8_t> pattern = data->ConsumeRemainingBytes<uint8_t>();
  // Repeated with a change each time, so that a short input fills a large tensor with different rows.
  for (size_t i = 0; i < elements.size() && !pattern.empty(); ++i) {
    elements[i] = static_cast<uint8_t>(pattern[i % pattern.size()] + 37 * (i / pattern.size()));
  }
  MakeComputable(given, &elements);
  return elements;
}

struct Step {
  int64_t band;
  bool disturbed;
};

void FuzzOne(const uint8_t* bytes, size_t size) {
  FuzzedDataProvider data(bytes, size);
  const PlanCase given = TakeCase(&data);
  if (!IsSmall(given)) return;
  static Engine engine;
  Plan plan;
  if (MakePlan(given.config, given.direction, given.dims, given.in, given.out, &plan) != Status::kOk) {
    Fail(given, "no plan");
  }
  std::vector<Step> steps;
  for (int64_t count = data.ConsumeIntegralInRange(0, 12); count > 0; --count) {
    steps.push_back({data.ConsumeIntegralInRange<int64_t>(0, Bands(plan).count() - 1), data.ConsumeBool()});
  }
  // In the end every band has been run.
  for (int64_t band = 0; band < Bands(plan).count(); ++band) steps.push_back({band, false});
  const std::vector<uint8_t> in = TakeElements(given, &data);
  const std::vector<uint8_t> held = RunWhole(given, in, plan, &engine);
  const std::string wrong = CheckOutput(given, in, held);
  if (!wrong.empty()) Fail(given, wrong);

  std::vector<uint8_t> out(held.size());
  int64_t last = -2;
  for (const Step& step : steps) {
    if (step.disturbed) {
      RunWhole(given, in, plan, &engine);
      last = -2;
    }
    if (!RunBand(given, step.band, step.band == last + 1, in, &out, plan, &engine)) Fail(given, "no memory");
    last = step.band;
  }
  if (out != held) Fail(given, "bands differ from the whole");
}

}  // namespace
}  // namespace upsampling2d

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  upsampling2d::MakeSrgbTables();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  upsampling2d::FuzzOne(bytes, size);
  return 0;
}
