// Interleaves phases: from one row per phase to one row in which the phases of a pixel follow each other.
#ifndef UPSAMPLING2D_KERNELS_INTERLEAVE_H_
#define UPSAMPLING2D_KERNELS_INTERLEAVE_H_

#include <cstdint>

namespace upsampling2d {

// dst = for every pixel, one after the other, the pixel of phase 0, of phase 1, and so on.
//   src      `phases` rows of `pixels` pixels of `pixel_bytes` bytes, `distance` bytes from one row to the next; behind
//            each row 16 bytes more can be read
//   dst      exactly phases * pixels * pixel_bytes bytes; must not overlap src
void Interleave(const uint8_t* src, int64_t distance, int phases, int64_t pixel_bytes, int64_t pixels, uint8_t* dst);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_INTERLEAVE_H_
