// The interpolations and coordinate modes: which weight an input pixel has for an output position, in double.
#ifndef UPSAMPLING2D_CORE_FILTER_H_
#define UPSAMPLING2D_CORE_FILTER_H_

#include <cstdint>

namespace upsampling2d {

struct Filter {
  const char* name;
  // The weight of a pixel at distance x >= 0, in pixels of the input; nullptr: the nearest pixel is copied.
  double (*weight)(double x);
  double radius;
  int phase_steps;

  bool Copies() const { return weight == nullptr; }
};

enum class Interpolation {
#define INTERPOLATION(name, weight, radius, phase_steps) k_##name,
#include "core/interpolation_list.inc"
#undef INTERPOLATION
};

inline constexpr int kInterpolationCount = 0
#define INTERPOLATION(name, weight, radius, phase_steps) +1
#include "core/interpolation_list.inc"
#undef INTERPOLATION
    ;

const Filter& FilterOf(Interpolation interpolation);

// An exact position num / den on an axis where input pixel j is centred at j.
struct Position {
  int64_t num;
  int64_t den;
};

struct CoordinateMode {
  const char* name;
  // Where output `o` of source * factor outputs lies among `source` input pixels.
  Position (*position)(int64_t o, int64_t source, int64_t factor);
  bool periodic;
  bool rounds;
};

enum class Coordinates {
#define COORDINATES(name, position, periodic, rounds) k_##name,
#include "core/coordinates_list.inc"
#undef COORDINATES
};

inline constexpr int kCoordinatesCount = 0
#define COORDINATES(name, position, periodic, rounds) +1
#include "core/coordinates_list.inc"
#undef COORDINATES
    ;

const CoordinateMode& ModeOf(Coordinates coordinates);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_CORE_FILTER_H_
