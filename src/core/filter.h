// The interpolations, coordinate modes and backends: which weight an input pixel has for an output position.
#ifndef UPSAMPLING2D_CORE_FILTER_H_
#define UPSAMPLING2D_CORE_FILTER_H_

#include <cstdint>

namespace upsampling2d {

// How TensorFlow comes to the weights of one output; see core/float_window.h.
enum class FloatWay {
  kPixel,   // one pixel is copied
  kPair,    // two neighbours, blended
  kTable,   // four neighbours, whose weights are in a table
  kSpan,    // the pixels within a radius, by a function of their distance
  kLengths  // the pixels under the output, by the lengths that it covers
};

// What becomes of taps outside the image.
enum class Edges { kDropped, kRepeated };

struct Filter {
  // The weight of a pixel at distance x >= 0, in pixels of the input; nullptr: the nearest pixel is copied.
  double (*weight)(double x);
  double radius;
  int phase_steps;
  FloatWay float_way;
  float (*float_weight)(float x);
  Edges edges = Edges::kDropped;

  bool Copies() const { return weight == nullptr; }
};

enum class Interpolation {
#define INTERPOLATION(name, weight, radius, phase_steps, float_way, float_weight) k_##name,
#include "core/interpolation_list.inc"
#undef INTERPOLATION
};

inline constexpr int kInterpolationCount = 0
#define INTERPOLATION(name, weight, radius, phase_steps, float_way, float_weight) +1
#include "core/interpolation_list.inc"
#undef INTERPOLATION
    ;

enum class Backend {
#define BACKEND(name, positions, cubic, cubic_gradient, interpolations) k_##name,
#include "core/backend_list.inc"
#undef BACKEND
};

inline constexpr int kBackendCount = 0
#define BACKEND(name, positions, cubic, cubic_gradient, interpolations) +1
#include "core/backend_list.inc"
#undef BACKEND
    ;

// How output positions are computed.
enum class Positions {
  kExact,    // as fractions of whole numbers
  kFused,    // in float32, rounded once
  kRounded,  // in float32, rounded after every operation
  kStepwise  // the same, and so are the weights: TensorFlow's arithmetic
};

struct BackendRules {
  const Filter& cubic;
  Positions positions;
  Positions cubic_gradient;
};

const BackendRules& RulesOf(Backend backend);

const Filter& FilterOf(Interpolation interpolation, Backend backend = Backend::k_tensorflow);

// An exact position num / den on an axis where input pixel j is centred at j.
struct Position {
  int64_t num;
  int64_t den;
};

struct CoordinateMode {
  // Where output `o` of source * factor outputs lies among `source` input pixels.
  Position (*position)(int64_t o, int64_t source, int64_t factor);
  bool periodic;
  bool rounds;
  // In float32 output `o` lies at (o + shift) * scale - shift.
  float (*scale)(int64_t source, int64_t factor);
  float shift;
};

enum class Coordinates {
#define COORDINATES(name, position, periodic, rounds, scale, shift) k_##name,
#include "core/coordinates_list.inc"
#undef COORDINATES
};

inline constexpr int kCoordinatesCount = 0
#define COORDINATES(name, position, periodic, rounds, scale, shift) +1
#include "core/coordinates_list.inc"
#undef COORDINATES
    ;

const CoordinateMode& ModeOf(Coordinates coordinates);

// The sine of TensorFlow's Lanczos kernels, glibc's sinf, for 0 <= y <= 16.
float LanczosSine(float y);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_CORE_FILTER_H_
