// The names of the lists in core/, for messages and for names of tests. The product does not need them.
#ifndef UPSAMPLING2D_TESTING_NAMES_H_
#define UPSAMPLING2D_TESTING_NAMES_H_

#include <string>

#include "core/dtype.h"
#include "core/filter.h"

namespace upsampling2d {

inline std::string NameOf(Interpolation interpolation) {
  constexpr const char* kNames[] = {
#define INTERPOLATION(name, weight, radius, phase_steps) #name,
#include "core/interpolation_list.inc"
#undef INTERPOLATION
  };
  return kNames[static_cast<int>(interpolation)];
}

inline std::string NameOf(Coordinates coordinates) {
  constexpr const char* kNames[] = {
#define COORDINATES(name, position, periodic, rounds) #name,
#include "core/coordinates_list.inc"
#undef COORDINATES
  };
  return kNames[static_cast<int>(coordinates)];
}

inline std::string NameOf(Dtype dtype) {
  constexpr const char* kNames[] = {
#define DTYPE(name, storage, accumulator, kind) #name,
#include "core/dtype_list.inc"
#undef DTYPE
  };
  return kNames[static_cast<int>(dtype)];
}

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_TESTING_NAMES_H_
