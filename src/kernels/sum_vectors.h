// Windows of floats and doubles, which need not repeat: up to four vectors share the loads of a window and its weights,
// be they channels of one pixel or of the same pixel of several rows.
#ifndef UPSAMPLING2D_KERNELS_SUM_VECTORS_H_
#define UPSAMPLING2D_KERNELS_SUM_VECTORS_H_

#include <cstddef>
#include <cstdint>

#include "kernels/sum_windows.h"
#include "simd/simd.h"

namespace upsampling2d {

// How many elements lie from a vector to the next one that has the same window, and from a pixel to the next.
struct Strides {
  ptrdiff_t vector;
  ptrdiff_t pixel;
};

// Windows [begin, end), and the number of the source pixel at `src`.
struct Targets {
  ptrdiff_t begin;
  ptrdiff_t end;
  int64_t pixel = 0;
};

// One to four vectors of each window's target, from `dst` on. Those of floats lie side by side in the source. Windows
// lie inside it.
template <class Acc>
void SumUpToFour(ptrdiff_t vectors, const Windows<Acc>& windows, const Targets& targets, const Acc* src, Strides from,
                 Acc* dst, Strides to);

// Three channels of four rows, whose pixels follow each other without gaps in the source. Behind the target's pixels
// one element more is overwritten in each row.
void SumFourRowsOfThree(const Windows<float>& windows, const Targets& targets, const float* src, float* dst,
                        ptrdiff_t dst_step);

// All channels of a pixel by vectors, in every row. Windows lie inside the rows.
//   source_pixel  from one source pixel to the next; target pixels have no gaps
// Behind the last pixel of a row, elements of as many pixels as PixelsBehind() are overwritten.
template <class Acc>
void SumByVectors(const Windows<Acc>& windows, int64_t channels, int64_t source_pixel, const WindowRows& rows,
                  const Acc* src, Acc* dst);

template <class Acc>
constexpr int64_t PixelsBehind(int64_t channels) {
  return channels < Lanes<Acc>::kCount ? (Lanes<Acc>::kCount - 1) / channels : 0;
}

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_SUM_VECTORS_H_
