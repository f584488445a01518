// The vertical pass: several rows of accumulators to one.
#ifndef UPSAMPLING2D_KERNELS_FILTER_COLS_H_
#define UPSAMPLING2D_KERNELS_FILTER_COLS_H_

#include <cstdint>

#include "kernels/taps.h"

namespace upsampling2d {

// What the vertical pass writes: accumulators again, but whole ones end as the pixels they came from.
template <class Acc>
struct Filtered {
  using Type = Acc;
};

template <>
struct Filtered<uint16_t> {
  using Type = uint8_t;
};

// dst[i] = sum over k of taps.weights[k] * rows[k][i] for i < count.
//   rows  taps.count rows of `count` accumulators, behind which kSlack more can be read
//   dst   exactly `count` elements; apart from the rows
template <class Acc>
void FilterColumns(const Acc* const* rows, const Taps<Acc>& taps, int64_t count, typename Filtered<Acc>::Type* dst);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_FILTER_COLS_H_
