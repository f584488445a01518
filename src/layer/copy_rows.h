// The way of a plan that copies pixels: no arithmetic, and nothing that is kept from row to row.
#ifndef UPSAMPLING2D_LAYER_COPY_ROWS_H_
#define UPSAMPLING2D_LAYER_COPY_ROWS_H_

#include <cstdint>

#include "layer/bands.h"
#include "layer/plan.h"

namespace upsampling2d {

// Source rows in memory: `first` is the number of the row at `data`. Up to `end`, at least kSlack elements behind the
// last row, bytes can be read.
struct SourceRows {
  const uint8_t* data;
  int64_t first;
  const uint8_t* end;
};

// Writes the target rows of a band, of one plane.
void CopyRows(const Plan& plan, const Band& band, const SourceRows& in, uint8_t* out);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_LAYER_COPY_ROWS_H_
