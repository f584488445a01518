// Windows of floats, which need not repeat: up to six vectors share the loads of a window and its weights, be they
// channels of one pixel or, gathered by tiles, of the same pixel of several rows.
#ifndef UPSAMPLING2D_KERNELS_SUM_VECTORS_H_
#define UPSAMPLING2D_KERNELS_SUM_VECTORS_H_

#include <cstddef>
#include <cstdint>

#include "kernels/sum_windows.h"

namespace upsampling2d {

// Windows [begin, end), and the number of the source pixel at `src`.
struct Targets {
  ptrdiff_t begin;
  ptrdiff_t end;
  int64_t pixel = 0;
};

// One to four vectors of each window's target. They lie side by side in the source, and are written to `dst` and each
// `dst_vector` elements behind the one before. Windows lie inside the source.
//   src_pixel, dst_pixel  from a pixel to the next one
void SumUpToFour(ptrdiff_t vectors, const Windows<float>& windows, const Targets& targets, const float* src,
                 ptrdiff_t src_pixel, float* dst, ptrdiff_t dst_vector, ptrdiff_t dst_pixel);

// Three, five or six channels of some rows, six vectors at a time.
//   three      source pixels of eight rows follow each other without gaps; behind those of the target one element more
//              is overwritten in each row
//   five, six  of each channel four rows, as the lanes of a vector; behind the last of five channels there is any other
//   dst_last   three channels: from the first four rows to the last four, which may have rows in common
void SumSix(const Windows<float>& windows, const Targets& targets, const float* src, ptrdiff_t src_pixel, float* dst,
            ptrdiff_t dst_row, ptrdiff_t dst_last, ptrdiff_t channels);

// All channels of a pixel by vectors, in every row. Windows lie inside the rows.
//   source_pixel  from one source pixel to the next; target pixels have no gaps
// Behind the last pixel of a row, elements of as many pixels as PixelsBehind() are overwritten.
void SumByVectors(const Windows<float>& windows, int64_t channels, int64_t source_pixel, const WindowRows& rows,
                  const float* src, float* dst);

constexpr int64_t PixelsBehind(int64_t channels) { return channels < 4 ? 3 / channels : 0; }

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_SUM_VECTORS_H_
