#include "testing/tensorflow.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "testing/reference.h"

namespace upsampling2d {
namespace {

using Windows = std::vector<TensorFlowWindow>;

int64_t Bound(int64_t index, int64_t source) { return std::clamp<int64_t>(index, 0, source - 1); }

// tensorflow/core/util/image_resizer_state.h, CalculateResizeScale.
float ScaleOf(Coordinates coordinates, int64_t source, int64_t targets) {
  if (coordinates == Coordinates::k_align_corners && targets > 1) {
    return static_cast<float>(source - 1) / static_cast<float>(targets - 1);
  }
  return static_cast<float>(source) / static_cast<float>(targets);
}

// The position of the output; pixel j is at j. HalfPixelScaler and LegacyScaler of the same file.
float PositionOf(Coordinates coordinates, float scale, int64_t target) {
  const float o = static_cast<float>(target);
  return coordinates == Coordinates::k_half_pixel ? (o + 0.5f) * scale - 0.5f : o * scale;
}

// resize_nearest_neighbor_op.cc: half-pixel centres have a scaler of their own there, HalfPixelScalerForNN.
int64_t NearestOf(Coordinates coordinates, float scale, int64_t target) {
  const float o = static_cast<float>(target);
  if (coordinates == Coordinates::k_half_pixel) return static_cast<int64_t>(std::floor((o + 0.5f) * scale));
  const float position = o * scale;
  const bool rounds = coordinates == Coordinates::k_align_corners;
  return static_cast<int64_t>(rounds ? std::round(position) : std::floor(position));
}

// resize_bilinear_op.cc, compute_interpolation_weights.
TensorFlowWindow BilinearWindow(float position, int64_t source) {
  const float floor = std::floor(position);
  const float fraction = position - floor;
  const int64_t lower = std::max<int64_t>(static_cast<int64_t>(floor), 0);
  const int64_t upper = std::min<int64_t>(static_cast<int64_t>(std::ceil(position)), source - 1);
  return {{{lower, 1.0f - fraction}, {upper, fraction}}, 0};
}

// resize_bicubic_op.cc, GetWeightsAndIndices with use_keys_cubic; the tables are computed in double there.
TensorFlowWindow BicubicWindow(float position, int64_t source) {
  constexpr double a = -0.5;
  const auto near = [](long step) {
    const double x = step / 1024.0;
    return static_cast<float>(((a + 2) * x - (a + 3)) * x * x + 1);
  };
  const auto far = [](long step) {
    const double x = 1 + step / 1024.0;
    return static_cast<float>(((a * x - 5 * a) * x + 8 * a) * x - 4 * a);
  };
  const float floor = std::floor(position);
  const float delta = position - floor;
  const long step = std::lrint(delta * 1024.0f);
  const float weights[] = {far(step), near(step), near(1024 - step), far(1024 - step)};
  const int64_t first = static_cast<int64_t>(floor) - 1;
  TensorFlowWindow window = {};
  for (int k = 0; k < 4; ++k) {
    const int64_t index = Bound(first + k, source);
    window.taps.push_back({index, index == first + k ? weights[k] : 0.0f});
  }
  const std::vector<TensorFlowTap>& taps = window.taps;
  const float sum = ((taps[0].weight + taps[1].weight) + taps[2].weight) + taps[3].weight;
  if (sum == 0) {
    // Only in a mode that TensorFlow has not: rounded to the first pixel outside. The edge is repeated.
    window.taps[2].weight = 1;
    return window;
  }
  const float inverse = 1.0f / sum;
  for (TensorFlowTap& tap : window.taps) tap.weight *= inverse;
  return window;
}

// sampling_kernels.h.
float LanczosWeight(float radius, float x) {
  constexpr float pi = 3.14159265359f;
  if (x > radius) return 0;
  if (static_cast<double>(x) <= 1e-3) return 1;
  const float angle = pi * x;
  return ((radius * TensorFlowSin(angle)) * TensorFlowSin(angle / radius)) / (((pi * pi) * x) * x);
}

float GaussianWeight(float x) {
  if (x >= 1.5f) return 0;
  return static_cast<float>(std::exp(static_cast<double>(-x * x) / 0.5));
}

float MitchellWeight(float x) {
  if (x >= 2) return 0;
  if (x >= 1) return (((-7.0f / 18.0f) * x + 2.0f) * x - 10.0f / 3.0f) * x + 16.0f / 9.0f;
  return (((7.0f / 6.0f) * x - 2.0f) * x) * x + 8.0f / 9.0f;
}

// scale_and_translate_op.cc, ComputeSpansCore; pixel j is centred at j + 0.5.
template <class Weight>
TensorFlowWindow SpanWindow(float radius, Weight weight, float centre, int64_t source) {
  const int64_t begin = Bound(static_cast<int64_t>(std::ceil((centre - radius) - 0.5f)), source);
  const int64_t end = Bound(static_cast<int64_t>(std::floor((centre + radius) - 0.5f)), source) + 1;
  TensorFlowWindow window = {};
  float sum = 0;
  for (int64_t j = begin; j < end; ++j) {
    const float distance = std::fabs((static_cast<float>(j) + 0.5f) - centre);
    window.taps.push_back({j, weight(distance)});
    sum += window.taps.back().weight;
  }
  const float inverse = 1.0f / sum;
  for (TensorFlowTap& tap : window.taps) tap.weight *= inverse;
  const int64_t length = std::min(2 * static_cast<int64_t>(std::ceil(radius)) + 1, source);
  window.padding = std::min(begin + length, source) - end;
  return window;
}

// resize_area_op.cc.
TensorFlowWindow AreaWindow(float scale, int64_t source, int64_t target) {
  const float from = static_cast<float>(target) * scale;
  const float to = static_cast<float>(target + 1) * scale;
  TensorFlowWindow window = {};
  for (int64_t j = static_cast<int64_t>(std::floor(from)); j < static_cast<int64_t>(std::ceil(to)); ++j) {
    const float left = static_cast<float>(j);
    const float right = static_cast<float>(j + 1);
    const float cut_left = right > to ? scale : right - from;
    const float whole_left = right > to ? to - left : 1.0f;
    window.taps.push_back({Bound(j, source), left < from ? cut_left : whole_left});
  }
  return window;
}

Windows WindowsOf(Interpolation interpolation, Coordinates coordinates, int64_t source, int64_t factor) {
  Windows windows;
  for (int64_t o = 0; o < source * factor; ++o) {
    windows.push_back(MakeTensorFlowWindow(interpolation, coordinates, source, factor, o));
  }
  return windows;
}

// One output from the values of its taps; the padding is from `padding` on.
template <class ValueOf>
float Combine(Interpolation interpolation, const TensorFlowWindow& window, ValueOf value_of) {
  const std::vector<TensorFlowTap>& taps = window.taps;
  const auto value = [&](size_t k) { return value_of(taps[k].index); };
  switch (interpolation) {
    case Interpolation::k_nearest:
      return value(0);
    case Interpolation::k_bilinear:
      return value(0) + (value(1) - value(0)) * taps[1].weight;
    case Interpolation::k_bicubic:
      return ((value(0) * taps[0].weight + value(1) * taps[1].weight) + value(2) * taps[2].weight) +
             value(3) * taps[3].weight;
    default:
      break;
  }
  float sum = 0;
  for (const TensorFlowTap& tap : taps) sum += tap.weight * value_of(tap.index);
  for (int64_t k = 1; k <= window.padding; ++k) sum += 0.0f * value_of(taps.back().index + k);
  return sum;
}

// Along the middle axis of outer * length * inner.
std::vector<float> AlongAxis(Interpolation interpolation, const Windows& windows, int64_t outer, int64_t length,
                             int64_t inner, const std::vector<float>& in) {
  std::vector<float> out;
  for (int64_t p = 0; p < outer; ++p) {
    for (const TensorFlowWindow& window : windows) {
      for (int64_t k = 0; k < inner; ++k) {
        const auto value_of = [&](int64_t index) { return in[(p * length + index) * inner + k]; };
        out.push_back(Combine(interpolation, window, value_of));
      }
    }
  }
  return out;
}

bool IsSpan(Interpolation interpolation) {
  return interpolation == Interpolation::k_lanczos3 || interpolation == Interpolation::k_lanczos5 ||
         interpolation == Interpolation::k_gaussian || interpolation == Interpolation::k_mitchellcubic;
}

// scale_and_translate_op.cc, ComputeGradSpansCore: which outputs a pixel is in. Outputs of weight 0 do not
// count at the ends of a span, but they fill it up in between.
Windows Transposed(const Windows& forward, int64_t source) {
  Windows transposed(source);
  for (size_t o = 0; o < forward.size(); ++o) {
    for (const TensorFlowTap& tap : forward[o].taps) {
      if (tap.weight == 0) continue;
      std::vector<TensorFlowTap>& taps = transposed[tap.index].taps;
      const int64_t output = static_cast<int64_t>(o);
      while (!taps.empty() && taps.back().index + 1 < output) taps.push_back({taps.back().index + 1, 0.0f});
      taps.push_back({output, tap.weight});
    }
  }
  int64_t length = 0;
  for (const TensorFlowWindow& window : transposed) {
    length = std::max(length, static_cast<int64_t>(window.taps.size()));
  }
  for (TensorFlowWindow& window : transposed) {
    const int64_t begin = window.taps.front().index;
    const int64_t end = window.taps.back().index + 1;
    window.padding = std::min(begin + length, static_cast<int64_t>(forward.size())) - end;
  }
  return transposed;
}

// ResizeNearestNeighborGrad, ResizeBilinearGrad, ResizeBicubicGrad: output pixel by output pixel.
std::vector<float> Scattered(const Windows& rows, const Windows& cols, const TensorFlowShape& shape,
                             const std::vector<float>& output_gradient) {
  std::vector<float> gradient(shape.planes * shape.rows * shape.cols * shape.channels, 0.0f);
  auto from = output_gradient.begin();
  for (int64_t plane = 0; plane < shape.planes; ++plane) {
    for (const TensorFlowWindow& row : rows) {
      for (const TensorFlowWindow& col : cols) {
        for (int64_t c = 0; c < shape.channels; ++c) {
          const float value = *from++;
          for (const TensorFlowTap& r : row.taps) {
            for (const TensorFlowTap& s : col.taps) {
              const int64_t pixel = (plane * shape.rows + r.index) * shape.cols + s.index;
              gradient[pixel * shape.channels + c] += (value * r.weight) * s.weight;
            }
          }
        }
      }
    }
  }
  return gradient;
}

std::vector<uint8_t> CopiedElements(const TensorFlowLayer& layer, const TensorFlowShape& shape, int bytes,
                                    const uint8_t* elements) {
  const int64_t pixel_bytes = shape.channels * bytes;
  std::vector<uint8_t> out;
  for (int64_t plane = 0; plane < shape.planes; ++plane) {
    for (const TensorFlowWindow& row :
         WindowsOf(layer.interpolation, layer.coordinates, shape.rows, layer.row_factor)) {
      for (const TensorFlowWindow& col :
           WindowsOf(layer.interpolation, layer.coordinates, shape.cols, layer.col_factor)) {
        const int64_t pixel = (plane * shape.rows + row.taps[0].index) * shape.cols + col.taps[0].index;
        const uint8_t* from = elements + pixel * pixel_bytes;
        out.insert(out.end(), from, from + pixel_bytes);
      }
    }
  }
  return out;
}

}  // namespace

TensorFlowWindow MakeTensorFlowWindow(Interpolation interpolation, Coordinates coordinates, int64_t source,
                                      int64_t factor, int64_t target) {
  const float scale = ScaleOf(coordinates, source, source * factor);
  const float position = PositionOf(coordinates, scale, target);
  // ScaleAndTranslate is given the factor and inverts it itself.
  const float centre = coordinates == Coordinates::k_half_pixel
                           ? (static_cast<float>(target) + 0.5f) * (1.0f / static_cast<float>(factor))
                           : position + 0.5f;
  const auto lanczos = [&](float radius) {
    return SpanWindow(
        radius, [&](float x) { return LanczosWeight(radius, x); }, centre, source);
  };
  switch (interpolation) {
    case Interpolation::k_nearest:
      return {{{Bound(NearestOf(coordinates, scale, target), source), 1.0f}}, 0};
    case Interpolation::k_bilinear:
      return BilinearWindow(position, source);
    case Interpolation::k_bicubic:
      return BicubicWindow(position, source);
    case Interpolation::k_lanczos3:
      return lanczos(3);
    case Interpolation::k_lanczos5:
      return lanczos(5);
    case Interpolation::k_gaussian:
      return SpanWindow(1.5f, GaussianWeight, centre, source);
    case Interpolation::k_mitchellcubic:
      return SpanWindow(2.0f, MitchellWeight, centre, source);
    case Interpolation::k_area:
      return AreaWindow(ScaleOf(Coordinates::k_half_pixel, source, source * factor), source, target);
  }
  return {};
}

std::vector<float> TensorFlowForward(const TensorFlowLayer& layer, const TensorFlowShape& shape,
                                     const std::vector<float>& in) {
  const Interpolation interpolation = layer.interpolation;
  // The one op that looks whether there is anything to do.
  if (interpolation == Interpolation::k_bilinear && layer.row_factor == 1 && layer.col_factor == 1) return in;
  const Windows rows = WindowsOf(interpolation, layer.coordinates, shape.rows, layer.row_factor);
  const Windows cols = WindowsOf(interpolation, layer.coordinates, shape.cols, layer.col_factor);
  const int64_t wide = static_cast<int64_t>(cols.size()) * shape.channels;
  const int64_t tall = static_cast<int64_t>(rows.size());
  const bool cols_first = interpolation == Interpolation::k_bilinear || interpolation == Interpolation::k_area;
  std::vector<float> out;
  if (cols_first) {
    out = AlongAxis(interpolation, cols, shape.planes * shape.rows, shape.cols, shape.channels, in);
    out = AlongAxis(interpolation, rows, shape.planes, shape.rows, wide, out);
  } else {
    out = AlongAxis(interpolation, rows, shape.planes, shape.rows, shape.cols * shape.channels, in);
    out = AlongAxis(interpolation, cols, shape.planes * tall, shape.cols, shape.channels, out);
  }
  if (interpolation == Interpolation::k_area) {
    const float row_scale = ScaleOf(Coordinates::k_half_pixel, shape.rows, tall);
    const float col_scale = ScaleOf(Coordinates::k_half_pixel, shape.cols, static_cast<int64_t>(cols.size()));
    const float inverse = 1.0f / (row_scale * col_scale);
    for (float& value : out) value *= inverse;
  }
  return out;
}

std::vector<float> TensorFlowGradient(const TensorFlowLayer& layer, const TensorFlowShape& shape,
                                      const std::vector<float>& output_gradient) {
  const Windows rows = WindowsOf(layer.interpolation, layer.coordinates, shape.rows, layer.row_factor);
  const Windows cols = WindowsOf(layer.interpolation, layer.coordinates, shape.cols, layer.col_factor);
  if (!IsSpan(layer.interpolation)) return Scattered(rows, cols, shape, output_gradient);
  const int64_t tall = static_cast<int64_t>(rows.size());
  const int64_t wide = static_cast<int64_t>(cols.size());
  const std::vector<float> flat = AlongAxis(layer.interpolation, Transposed(rows, shape.rows), shape.planes, tall,
                                            wide * shape.channels, output_gradient);
  return AlongAxis(layer.interpolation, Transposed(cols, shape.cols), shape.planes * shape.rows, wide, shape.channels,
                   flat);
}

std::vector<uint8_t> TensorFlowElements(const TensorFlowLayer& layer, const TensorFlowShape& shape, Dtype in, Dtype out,
                                        const void* elements) {
  if (layer.interpolation == Interpolation::k_nearest) {
    return CopiedElements(layer, shape, Info(in).bytes, static_cast<const uint8_t*>(elements));
  }
  const std::vector<double> read = ReferenceRead(in, elements, shape.planes * shape.rows * shape.cols * shape.channels);
  const std::vector<float> result = TensorFlowForward(layer, shape, std::vector<float>(read.begin(), read.end()));
  return ReferenceWrite(out, std::vector<double>(result.begin(), result.end()));
}

float TensorFlowSin(float y) {
  // Below 3/4 there is no reduction, and below 2^-12 not even a polynomial.
  if (y < 0x1p-12f) return y;
  double x = y;
  int quarter = 0;
  if (y >= 0.75f) {
    // x * 2/pi, rounded half away through 24 binary places, and the rest of x.
    quarter = (static_cast<int32_t>(x * 0x1.45F306DC9C883p+23) + 0x800000) >> 24;
    x = x - quarter * 0x1.921FB54442D18p0;
  }
  const bool negative = quarter % 4 >= 2;
  const double x2 = x * x;
  double value;
  if (quarter % 2 == 0) {
    const double x3 = x * x2;
    const double rest = 0x1.1107605230bc4p-7 + x2 * -0x1.994eb3774cf24p-13;
    value = (x + x3 * -0x1.555545995a603p-3) + (x3 * x2) * rest;
  } else {
    const double x4 = x2 * x2;
    const double rest = -0x1.6c087e89a359dp-10 + x2 * 0x1.99343027bf8c3p-16;
    value = ((1 + x2 * -0x1.ffffffd0c621cp-2) + x4 * 0x1.55553e1068f19p-5) + (x4 * x2) * rest;
  }
  return static_cast<float>(negative ? -value : value);
}

}  // namespace upsampling2d
