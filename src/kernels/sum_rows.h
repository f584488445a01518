// Several rows to one, element by element: the vertical pass, and each phase of the horizontal one, whose rows are one
// row from different pixels on.
#ifndef UPSAMPLING2D_KERNELS_SUM_ROWS_H_
#define UPSAMPLING2D_KERNELS_SUM_ROWS_H_

#include <cstdint>

#include "kernels/rows.h"
#include "kernels/taps.h"

namespace upsampling2d {

// dst = sum over k of taps.weights[k] * rows[k], for the elements of `runs`.
//   rows  taps.count rows, behind whose elements kSlack more can be read
//   dst   exactly the elements of the runs are written; must not overlap the rows
// From float to float or uint8_t, from double to double, from uint8_t to float or a line, int16_t: at most kMostTaps
// taps; from uint8_t to uint16_t and from there to uint8_t, out of units of 2^-kWholeShift: at most kMostWholeTaps.
//   float    from bytes: weights are in units of 2^-kDotShift, and so are sums, but for those of blends, which have at
//            most two taps
//   int16_t  weights are in units of 2^-kDotShift and sum to 1; those of four taps are also multiples of 2^-kLineShift.
//            Sums less 127.5 fit 16 bits in that unit: see dots.h
template <class Source, class Dst>
void SumRows(const Source* const* rows, const Taps<WeightOf<Source, Dst>>& taps, const Runs& runs, Dst* dst);

// The same sums of the same two rows with two sets of weights, `length` elements of each, with the same bits.
//   weights  two for either row: of floats for a blend; those of whole numbers have the same sum for both
// From float to float, and from uint16_t to uint8_t. There are at least sixteen elements.
template <class Source, class Dst>
void SumTwoRows(const Source* const* rows, const Source* const (&weights)[2], int64_t length, Dst* first, Dst* second);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_SUM_ROWS_H_
