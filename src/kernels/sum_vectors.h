// Windows of floats and doubles, which need not repeat: four vectors at a time share the loads of a window and its
// weights, be they channels of one pixel or of the same pixel of several rows.
#ifndef UPSAMPLING2D_KERNELS_SUM_VECTORS_H_
#define UPSAMPLING2D_KERNELS_SUM_VECTORS_H_

#include <cstdint>

#include "kernels/rows.h"
#include "kernels/sum_windows.h"
#include "simd/simd.h"

namespace upsampling2d {

// Pixels of fewer channels are summed by tiles of some rows.
inline constexpr int64_t kTileChannels = 32;

// So many rows are summed together, if there are as many.
constexpr int64_t MostRowsTogether(int64_t channels) {
  return channels == 1 ? 16 : channels == 2 ? 8 : channels < kTileChannels ? 4 : 1;
}

// The channels of a pixel by vectors, of narrow pixels those of four rows at a time. Windows lie inside the rows.
//   source_pixel  from one source pixel to the next; target pixels have no gaps
// Behind the last pixel of a row, elements of as many pixels as PixelsBehind() are overwritten.
template <class Acc>
void SumByVectors(const Windows<Acc>& windows, int64_t channels, int64_t source_pixel, const WindowRows& rows,
                  const Acc* src, Acc* dst);

template <class Acc>
constexpr int64_t PixelsBehind(int64_t channels) {
  return channels < Lanes<Acc>::kCount ? (Lanes<Acc>::kCount - 1) / channels : 0;
}

// Whether SumByTiles() can be used: narrow pixels, and rows and taps as it wants them.
bool FitsTile(const Windows<float>& windows, int64_t channels, const WindowRows& rows);

// Some rows at a time, whose pixels are gathered first. Windows may reach over the ends of the rows.
void SumByTiles(const Windows<float>& windows, int64_t channels, const WindowRows& rows, const float* src, float* dst);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_SUM_VECTORS_H_
