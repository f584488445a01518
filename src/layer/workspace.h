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
  // One row before the first pass, as it is read.
  Buffer<uint8_t> row;
  // Rows between the passes: row r in slot r % slots where the horizontal pass is first, else one.
  Buffer<uint8_t> ring;
};

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_LAYER_WORKSPACE_H_
