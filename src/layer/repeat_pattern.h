// The table by which a plan repeats narrow pixels; see kernels/repeat.h.
#ifndef UPSAMPLING2D_LAYER_REPEAT_PATTERN_H_
#define UPSAMPLING2D_LAYER_REPEAT_PATTERN_H_

#include <cstdint>

#include "core/buffer.h"
#include "kernels/repeat.h"

namespace upsampling2d {

class OwnRepeatPattern {
 public:
  // Makes no table if pixels are as wide as a vector, or if the table would not stay in the cache.
  Status Make(int64_t pixel_bytes, int64_t factor);

  RepeatPattern View() const { return {pixels_, vectors_, table_.data()}; }

 private:
  int64_t pixels_ = 0;
  int64_t vectors_ = 0;
  Buffer<RepeatVector> table_;
};

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_LAYER_REPEAT_PATTERN_H_
