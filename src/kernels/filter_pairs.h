// Both phases of a factor of two at once: they share pixels, and where they mirror each other, products as well.
#ifndef UPSAMPLING2D_KERNELS_FILTER_PAIRS_H_
#define UPSAMPLING2D_KERNELS_FILTER_PAIRS_H_

#include <cstdint>

#include "kernels/filter_cols.h"

namespace upsampling2d {

// first = sum over k of phases[0].weights[k] * src[k], second = sum over k of phases[1].weights[k] * src[k + 1], for
// the pixels of `runs`, or with `second` nullptr both into `first`, one pixel after the other.
//   src     pixels of `channels` elements, behind which kSlack elements more can be read
//   phases  normalised weights of as many taps in both
// Returns whether it has done so. There are kernels for two taps from float to float and from uint8_t to uint16_t, and
// from float to uint8_t for four or six that mirror each other; interleaved for one channel and for four. Where there
// is a kernel for one number of channels, there is one for all that are not interleaved.
template <class Source, class Dst>
bool FilterPairs(const Source* src, int64_t channels, const Taps<WeightOf<Source, Dst>> (&phases)[2], const Runs& runs,
                 Dst* first, Dst* second);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_FILTER_PAIRS_H_
