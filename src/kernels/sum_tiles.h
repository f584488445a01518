// Windows of floats in several rows: pixels of some rows are gathered, such that vectors which share a window lie side
// by side, and summed together.
#ifndef UPSAMPLING2D_KERNELS_SUM_TILES_H_
#define UPSAMPLING2D_KERNELS_SUM_TILES_H_

#include <cstdint>

#include "kernels/sum_windows.h"

namespace upsampling2d {

// Pixels of fewer channels are summed by tiles.
inline constexpr int64_t kTileChannels = 32;

// So many rows are summed together, if there are as many.
constexpr int64_t MostRowsTogether(int64_t channels) {
  return channels == 1 ? 16 : channels < 4 ? 8 : channels < kTileChannels ? 4 : 1;
}

// Whether SumByTiles() can be used: narrow pixels, and rows and taps as it wants them.
bool FitsTile(const Windows<float>& windows, int64_t channels, const WindowRows& rows);

// All windows of all rows. They may reach over the ends of the rows.
//   src  as in SumWindows
//   dst  of each row exactly the pixels of the windows; must not overlap src
void SumByTiles(const Windows<float>& windows, int64_t channels, const WindowRows& rows, const float* src, float* dst);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_SUM_TILES_H_
