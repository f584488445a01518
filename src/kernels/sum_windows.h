// Target pixels with a window each, one after the other: at the ends of a row, where windows do not repeat, and in
// gradients.
#ifndef UPSAMPLING2D_KERNELS_SUM_WINDOWS_H_
#define UPSAMPLING2D_KERNELS_SUM_WINDOWS_H_

#include <cstdint>

#include "core/axis_plan.h"
#include "kernels/sum_rows.h"

namespace upsampling2d {

template <class Weight>
struct Windows {
  const Window* windows;
  int64_t count;
  const Weight* weights;
  Summing summing;
  // The pixels that there are: taps outside of them read the pixel at the edge.
  int64_t first_pixel;
  int64_t end_pixel;
  // No window has more taps, and none begins further before one that precedes it.
  int64_t most_taps;
  int64_t disorder;

  Taps<Weight> TapsOf(const Window& window) const { return {weights + window.weights, window.count, summing}; }
  Windows Part(int64_t begin, int64_t end) const {
    return {windows + begin, end - begin, weights, summing, first_pixel, end_pixel, most_taps, disorder};
  }
  // Bounds of the pixels that windows from `begin` on, and those before `end`, read.
  int64_t Begin(int64_t begin) const { return windows[begin].start - disorder; }
  int64_t End(int64_t end) const { return windows[end - 1].start + disorder + most_taps; }
  bool IsInside(const Window& window) const { return window.start >= first_pixel && window.end() <= end_pixel; }
};

// Rows with the same windows: how many, and how many elements lie from the first pixel and the first target of one to
// those of the next.
struct WindowRows {
  int64_t count;
  int64_t source_step;
  int64_t dst_step;
};

// dst[t][c] = sum over the taps of window t of weight * src[s][c], for pixels of `channels` elements, in every row.
// Source and Dst as in SumRows; from uint8_t windows have at most kMostTaps taps. Also from lines, int16_t, to uint8_t:
// their windows lie inside.
//   src  pixels from which windows start, behind which kSlack elements more can be read
//   dst  of each row exactly the pixels of the windows; must not overlap src
template <class Source, class Dst>
void SumWindows(const Windows<WeightOf<Source, Dst>>& windows, int64_t channels, const WindowRows& rows,
                const Source* src, Dst* dst);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_SUM_WINDOWS_H_
