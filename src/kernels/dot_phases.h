// Both phases of a factor of two from a line of whole numbers to bytes, of four taps each: see dots.h.
#ifndef UPSAMPLING2D_KERNELS_DOT_PHASES_H_
#define UPSAMPLING2D_KERNELS_DOT_PHASES_H_

#include <cstdint>

#include "kernels/rows.h"
#include "kernels/taps.h"

namespace upsampling2d {

// See SumTwoPhases(). Phases are interleaved for one channel and for four.
void SumDotPhases(const int16_t* src, int64_t channels, const Taps<int16_t> (&phases)[2], const Runs& runs,
                  uint8_t* first, uint8_t* second);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_DOT_PHASES_H_
