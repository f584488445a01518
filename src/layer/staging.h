// The areas through which tensors outside the module's memory pass: the source rows of a band are copied in, and its
// target rows are copied out. Source rows that the band before has left are not copied again.
#ifndef UPSAMPLING2D_LAYER_STAGING_H_
#define UPSAMPLING2D_LAYER_STAGING_H_

#include <cstdint>

#include "core/buffer.h"
#include "layer/bands.h"
#include "layer/plan.h"
#include "layer/run.h"

namespace upsampling2d {

// The place of a staged band in the tensors, in elements, and in the transfer areas.
struct StagedBand {
  int64_t in_begin;
  int64_t in_count;
  int64_t out_begin;
  int64_t out_count;
  uint8_t* in;
  const uint8_t* out;
};

class Staging {
 public:
  explicit Staging(Scratch* scratch) : run_(scratch) {}

  // Finds room for a band's rows. `continued`: the last call was Compute() for the band before, of the same tensor.
  Status Stage(const Plan& plan, const Bands& bands, int64_t index, bool continued, StagedBand* staged);
  // Computes the band that Stage() readied last, after its source rows have been copied in. A band of whole planes can
  // be computed again, from other rows, until the epoch of the scratch memory changes.
  void Compute();

 private:
  void KeepRows(const Plan& plan, const Band& band, int64_t most_rows);

  Buffer<uint8_t> in_;
  Buffer<uint8_t> out_;
  Run run_;
  Band band_ = {};
  // Rows [first_row_, end_row_) of the band's plane are in the input area.
  int64_t first_row_ = 0;
  int64_t end_row_ = 0;
};

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_LAYER_STAGING_H_
