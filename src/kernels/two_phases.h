// Both phases of a factor of two at once: they share loaded pixels and, where they mirror each other, products.
#ifndef UPSAMPLING2D_KERNELS_TWO_PHASES_H_
#define UPSAMPLING2D_KERNELS_TWO_PHASES_H_

#include <cstdint>

#include "kernels/rows.h"
#include "kernels/taps.h"

namespace upsampling2d {

// Whether there is a kernel for these weights, which sum to 1, of as many taps in both phases, pixels of `channels`
// elements, and a result that is `interleaved`. There are kernels for two or four taps from float to float, for two
// from uint8_t to uint16_t, for four from a line, int16_t, to uint8_t, and for four, six or ten mirrored taps from
// float to uint8_t. Interleaved results have one or four channels, or three, but not to uint8_t; other results any
// number.
template <class Source, class Dst>
bool HasTwoPhases(const Taps<WeightOf<Source, Dst>> (&phases)[2], int64_t channels, bool interleaved);

// first = sum over k of phases[0].weights[k] * src[k], second = sum over k of phases[1].weights[k] * src[k], for the
// pixels of `runs`; with `second` nullptr the two interleaved into `first`, pixel by pixel.
//   src     pixels of `channels` elements, behind which kSlack elements more can be read
//   phases  weights for which HasTwoPhases() is true
template <class Source, class Dst>
void SumTwoPhases(const Source* src, int64_t channels, const Taps<WeightOf<Source, Dst>> (&phases)[2], const Runs& runs,
                  Dst* first, Dst* second);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_TWO_PHASES_H_
