// A whole input and output in the module's memory, for calls that repeat with one shape and move no data.
#ifndef UPSAMPLING2D_LAYER_RESIDENT_H_
#define UPSAMPLING2D_LAYER_RESIDENT_H_

#include <cstdint>

#include "core/buffer.h"
#include "layer/plan.h"
#include "layer/scratch.h"

namespace upsampling2d {

class Resident {
 public:
  // Room for both tensors and for the run. Allocates nothing if they can never fit.
  Status Allocate(const Plan& plan, Scratch* scratch);

  uint8_t* in() { return in_.data(); }
  uint8_t* out() { return out_.data(); }

  // Computes out() from in().
  Status Compute(const Plan& plan, Scratch* scratch);

 private:
  Buffer<uint8_t> in_;
  Buffer<uint8_t> out_;
};

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_LAYER_RESIDENT_H_
