// The horizontal pass of nearest and area: pixels are copied as bytes, whatever their type.
#ifndef UPSAMPLING2D_KERNELS_REPEAT_H_
#define UPSAMPLING2D_KERNELS_REPEAT_H_

#include <cstdint>

#include "core/axis_plan.h"

namespace upsampling2d {

// How to write the repeated pixels of a row as whole vectors, for pixels narrower than a vector.
//
// The pattern has a period of `pixels` input pixels, which become `vectors` output vectors. Each vector is made by one
// shuffle from the 16 input bytes at `offset`. For pixels of 4 bytes and a factor of 2:
//   in:  d d d d c c c c b b b b a a a a   ->   out:  b b b b b b b b a a a a a a a a
struct RepeatVector {
  uint8_t shuffle[16];
  int64_t offset;
  int64_t unused;  // keeps the shuffles aligned
};

struct RepeatPattern {
  int64_t pixels;
  int64_t vectors;
  const RepeatVector* table;
};

// dst = every pixel of src, `factor` times.
//   pattern  made for these pixel_bytes and factor
//   src      cols pixels; kSlack bytes more can be read behind them
//   dst      exactly cols * factor pixels; must not overlap src
void RepeatRow(const RepeatPattern& pattern, const uint8_t* src, int64_t cols, int64_t pixel_bytes, int64_t factor,
               uint8_t* dst);

// dst = for every target of `axis`, whose windows have one tap and do not repeat, the pixel that it reads.
void GatherRow(const AxisPlan& axis, const uint8_t* src, int64_t pixel_bytes, uint8_t* dst);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_REPEAT_H_
