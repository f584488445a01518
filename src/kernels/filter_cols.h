// Several rows to one, element by element: the vertical pass, and each phase of the horizontal one, whose rows are one
// row from different pixels on.
#ifndef UPSAMPLING2D_KERNELS_FILTER_COLS_H_
#define UPSAMPLING2D_KERNELS_FILTER_COLS_H_

#include <cstdint>
#include <type_traits>

#include "kernels/taps.h"

namespace upsampling2d {

// Elements that follow each other in the rows, and where they are written: `count` runs of `length` elements, each
// beginning `step` elements behind the one before.
struct Runs {
  int64_t length;
  int64_t count;
  int64_t step;
};

// Taps of a window of a forward pass at the most.
inline constexpr int kMostTaps = 12;

// Bytes become floats by whole products of 16 bits: such weights are in units of 2^-kDotShift.
inline constexpr int kDotShift = 14;

// The type of weights between two types of elements.
template <class Source, class Dst>
using WeightOf = std::conditional_t<!std::is_same_v<Source, uint8_t>, Source,
                                    std::conditional_t<std::is_same_v<Dst, float>, int16_t, Dst>>;

// dst = sum over k of taps.weights[k] * rows[k], for the elements of `runs`.
//   rows  taps.count rows, behind whose elements kSlack more can be read
//   dst   exactly the elements of the runs are written; apart from the rows
// From float to float or uint8_t, from double to double, from uint8_t to float or uint16_t, from uint16_t to uint8_t
// (out of units of 2^-kWholeShift). From float to uint8_t there are kMostTaps taps at the most.
template <class Source, class Dst>
void FilterColumns(const Source* const* rows, const Taps<WeightOf<Source, Dst>>& taps, const Runs& runs, Dst* dst);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_FILTER_COLS_H_
