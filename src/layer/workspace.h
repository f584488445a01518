// Scratch memory that all plans of a module share, one call at a time. It grows to what the largest band needs and is
// kept, so that repeated calls allocate nothing.
#ifndef UPSAMPLING2D_LAYER_WORKSPACE_H_
#define UPSAMPLING2D_LAYER_WORKSPACE_H_

#include <cstdint>

#include "core/buffer.h"

namespace upsampling2d {

struct Workspace {
  Buffer<uint8_t> staged_in;
  Buffer<uint8_t> staged_out;
  // One input row as accumulators.
  Buffer<uint8_t> row;
  // Rows that have passed the horizontal filter, row r in slot r % slots.
  Buffer<uint8_t> ring;
};

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_LAYER_WORKSPACE_H_
