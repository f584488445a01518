#include "testing/run_plan.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <sstream>

#include "core/buffer.h"
#include "core/filter.h"
#include "kernels/sum_rows.h"
#include "testing/elements.h"
#include "testing/names.h"
#include "testing/tensorflow.h"

namespace upsampling2d {
namespace {

int64_t SmallElements(const PlanCase& given) { return given.dims[0] * given.dims[1] * given.dims[2] * given.dims[3]; }

int64_t LargeElements(const PlanCase& given) {
  return SmallElements(given) * given.config.row_factor * given.config.col_factor;
}

ReferenceLayer LayerOf(const PlanCase& given) {
  return {given.config.interpolation, given.config.coordinates,    given.config.row_factor,
          given.config.col_factor,    given.config.channels_first, given.direction == Direction::kGradient};
}

// Whether the weights have so few bits that sums of these elements are exact. Ties must then be rounded to even.
bool IsExact(const PlanCase& given) {
  const LayerConfig& config = given.config;
  const bool few_bits = given.in != Dtype::k_float64 && given.in != Dtype::k_float32 && given.in != Dtype::k_float16 &&
                        Info(given.in).kind != DtypeKind::kPixels;
  if (!few_bits || given.direction == Direction::kGradient) return false;
  const auto is_power = [](int factor) { return factor <= 8 && (factor & (factor - 1)) == 0; };
  return config.interpolation == Interpolation::k_bilinear && config.coordinates != Coordinates::k_align_corners &&
         is_power(config.row_factor) && is_power(config.col_factor);
}

// Whether both passes are in whole numbers: see FitsLines() in plan.cc.
bool HasLines(const PlanCase& given) {
  const LayerConfig& config = given.config;
  return config.interpolation == Interpolation::k_bicubic && config.coordinates == Coordinates::k_half_pixel &&
         config.row_factor == 2 && config.col_factor == 2 && given.dims[config.channels_first ? 3 : 2] >= 128;
}

// What rounding the vertical weights to multiples of 2^-kDotShift may change, where bytes are filtered with such: each
// by half a unit, and the largest by what the others leave. In whole numbers so may the horizontal ones, and what lies
// between the passes is rounded as well.
double ErrorOfDots(const PlanCase& given, double gain) {
  const bool bytes = given.in == given.out && (given.in == Dtype::k_uint8 || given.in == Dtype::k_uint8clamped);
  if (!bytes || given.direction == Direction::kGradient) return 0;
  const LayerConfig& config = given.config;
  size_t most = 0;
  for (const auto& taps : MakeReferenceTaps(config.interpolation, config.coordinates,
                                            given.dims[config.channels_first ? 2 : 1], config.row_factor)) {
    most = std::max(most, taps.size());
  }
  const double weights = std::ldexp(255 * gain * static_cast<double>(most - 1), -kDotShift - 1);
  return HasLines(given) ? 2 * weights + std::ldexp(gain, -kLineShift - 1) : weights;
}

// What float32 positions may change: they are off by some units of the last place of the axis' length.
double ErrorOfPositions(const PlanCase& given, const std::vector<double>& values) {
  const LayerConfig& config = given.config;
  const Shape shape = ShapeOf(given.dims, config.channels_first);
  const double pixels = static_cast<double>(shape.rows + shape.cols);
  return pixels * 0x1p-22 * config.row_factor * config.col_factor * 4 * Largest(values);
}

// Gradients that TensorFlow adds up pixel by pixel, not axis by axis.
bool IsScattered(const PlanCase& given) {
  return given.direction == Direction::kGradient && FilterOf(given.config.interpolation).float_way != FloatWay::kSpan;
}

bool IsNaN(Dtype dtype, const uint8_t* element) { return std::isnan(ReferenceRead(dtype, element, 1)[0]); }

std::string CheckBits(const PlanCase& given, const std::vector<uint8_t>& in, const std::vector<uint8_t>& out) {
  const LayerConfig& config = given.config;
  const TensorFlowLayer layer = {config.interpolation, config.coordinates, config.row_factor, config.col_factor};
  const Shape shape = ShapeOf(given.dims, config.channels_first);
  const TensorFlowShape tensor = {shape.planes, shape.rows, shape.cols, shape.channels};
  std::vector<uint8_t> expected;
  if (given.direction == Direction::kForward) {
    expected = TensorFlowElements(layer, tensor, given.in, given.out, in.data());
  } else {
    const std::vector<double> read = ReferenceRead(given.in, in.data(), InElements(given));
    const std::vector<float> gradient = TensorFlowGradient(layer, tensor, std::vector<float>(read.begin(), read.end()));
    expected = ReferenceWrite(given.out, std::vector<double>(gradient.begin(), gradient.end()));
  }
  const int bytes = Info(given.out).bytes;
  for (int64_t i = 0; i < OutElements(given); ++i) {
    const uint8_t* const got = out.data() + i * bytes;
    const uint8_t* const want = expected.data() + i * bytes;
    if (std::memcmp(got, want, bytes) == 0 || (IsNaN(given.out, got) && IsNaN(given.out, want))) continue;
    std::ostringstream text;
    text.precision(10);
    text << "element " << i << " is " << ReferenceRead(given.out, got, 1)[0] << " instead of TensorFlow's "
         << ReferenceRead(given.out, want, 1)[0];
    return text.str();
  }
  return "";
}

std::string CheckCopies(const PlanCase& given, const std::vector<uint8_t>& in, const std::vector<uint8_t>& out) {
  const size_t bytes = Info(given.in).bytes;
  const std::vector<int64_t> sources = ReferenceCopies(LayerOf(given), given.dims);
  for (size_t i = 0; i < sources.size(); ++i) {
    if (std::memcmp(out.data() + i * bytes, in.data() + sources[i] * bytes, bytes) != 0) {
      return "element " + std::to_string(i) + " is no copy of input element " + std::to_string(sources[i]);
    }
  }
  return "";
}

}  // namespace

std::string Text(const PlanCase& given) {
  std::ostringstream text;
  const LayerConfig& config = given.config;
  text << NameOf(config.interpolation) << " " << NameOf(config.coordinates) << " "
       << (given.direction == Direction::kGradient ? "gradient " : "") << NameOf(given.in) << " to "
       << NameOf(given.out) << (config.channels_first ? " channels_first [" : " channels_last [");
  for (const int64_t dim : given.dims) text << dim << " ";
  text << "] by " << config.row_factor << " x " << config.col_factor;
  return text.str();
}

int64_t InElements(const PlanCase& given) {
  return given.direction == Direction::kGradient ? LargeElements(given) : SmallElements(given);
}

int64_t OutElements(const PlanCase& given) {
  return given.direction == Direction::kGradient ? SmallElements(given) : LargeElements(given);
}

std::string KernelName(const Plan& plan) {
  char name[kKernelNameSize];
  WriteKernelName(plan, name);
  return name;
}

bool RunBand(const PlanCase& given, int64_t band, bool continued, const std::vector<uint8_t>& in,
             std::vector<uint8_t>* out, const Plan& plan, Engine* engine) {
  StagedBand staged;
  if (engine->staging.Stage(plan, Bands(plan), band, continued, &staged) != Status::kOk) return false;
  const int64_t in_bytes = staged.in_count * Info(given.in).bytes;
  if (in_bytes > 0) std::memcpy(staged.in, in.data() + staged.in_begin * Info(given.in).bytes, in_bytes);
  // The slack that may be read: NaNs where the type has them.
  std::memset(staged.in + in_bytes, band % 2 == 0 ? 0xff : 0x5a, kSlack * 8);
  engine->staging.Compute();
  std::memcpy(out->data() + staged.out_begin * Info(given.out).bytes, staged.out,
              staged.out_count * Info(given.out).bytes);
  return true;
}

std::vector<uint8_t> RunBands(const PlanCase& given, Staged staged, const std::vector<uint8_t>& in, const Plan& plan,
                              Engine* engine) {
  std::vector<uint8_t> out(OutElements(given) * Info(given.out).bytes, 0xa5);
  for (int64_t band = 0; band < Bands(plan).count(); ++band) {
    const bool continued = staged == Staged::kContinued && band > 0;
    if (!RunBand(given, band, continued, in, &out, plan, engine)) return {};
  }
  return out;
}

std::vector<uint8_t> RunWhole(const PlanCase& given, const std::vector<uint8_t>& in, const Plan& plan, Engine* engine) {
  Resident resident;
  if (resident.Allocate(plan, &engine->scratch) != Status::kOk) return {};
  std::memcpy(resident.in(), in.data(), in.size());
  std::memset(resident.in() + in.size(), 0xff, kSlack * 8);
  if (resident.Compute(plan, &engine->scratch) != Status::kOk) return {};
  return std::vector<uint8_t>(resident.out(), resident.out() + OutElements(given) * Info(given.out).bytes);
}

bool HasTensorFlowBits(const PlanCase& given) {
  if (given.config.backend != Backend::k_tensorflow || IsScattered(given)) return false;
  const DtypeKind kind = Info(given.in).kind;
  const bool is_area = given.config.interpolation == Interpolation::k_area;
  if (kind == DtypeKind::kPixels || (kind == DtypeKind::kCopyOnly && is_area)) return false;
  if (given.config.interpolation == Interpolation::k_nearest) return given.in == given.out;
  if (ComputesInDouble(given.in)) return false;
  return !(given.in == given.out && Info(given.in).bytes == 1);
}

std::string CheckOutput(const PlanCase& given, const std::vector<uint8_t>& in, const std::vector<uint8_t>& out) {
  if (static_cast<int64_t>(out.size()) != OutElements(given) * Info(given.out).bytes) return "no result";
  if (HasTensorFlowBits(given)) return CheckBits(given, in, out);
  if (FilterOf(given.config.interpolation).Copies() && given.direction == Direction::kForward &&
      given.in == given.out) {
    return CheckCopies(given, in, out);
  }
  const std::vector<double> values = ReferenceRead(given.in, in.data(), InElements(given));
  const ReferenceResult exact = Reference(LayerOf(given), given.dims, values);
  double rounding = Tolerance(ComputesInDouble(given.in), exact.taps, exact.gain, Largest(values));
  if (IsScattered(given) && !ComputesInDouble(given.in)) rounding += ErrorOfPositions(given, values);
  const double tolerance = IsExact(given) ? 0 : rounding + ErrorOfDots(given, exact.gain);
  return FirstWrong(given.out, out.data(), exact.values, tolerance);
}

}  // namespace upsampling2d
