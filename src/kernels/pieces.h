// Byte rows computed in float, 512 elements at a time, so that the floats stay in the first-level cache. Summing and
// converting are separate loops: wasm engines hoist the loads of a basic block, and a fused loop would spill its sums.
#ifndef UPSAMPLING2D_KERNELS_PIECES_H_
#define UPSAMPLING2D_KERNELS_PIECES_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels/convert.h"
#include "kernels/rows.h"

namespace upsampling2d {

inline constexpr ptrdiff_t kPiece = 512;

// The distance in floats from a piece of one row to that of the next row.
inline constexpr ptrdiff_t kPieceDistance = kPiece + kSlack;

// Calls fill(from, count, floats) for `count` elements of the runs, beginning with element `from`, and writes the
// floats of every row to dst[row].
template <int kRows, class Fill>
void FillPieces(const Runs& runs, uint8_t* const (&dst)[kRows], const Fill& fill) {
  alignas(16) float floats[kRows * kPieceDistance];
  const ptrdiff_t length = static_cast<ptrdiff_t>(runs.length);
  // As many whole runs as fit, or a part of one run.
  const ptrdiff_t together = std::max<ptrdiff_t>(kPiece / length, 1);
  for (ptrdiff_t run = 0; run < runs.count; run += together) {
    const ptrdiff_t some = std::min<ptrdiff_t>(together, static_cast<ptrdiff_t>(runs.count) - run);
    for (ptrdiff_t i = 0; i < some * length; i += kPiece) {
      const ptrdiff_t count = std::min(some * length - i, kPiece);
      fill(run * length + i, count, floats);
      for (int row = 0; row < kRows; ++row) {
        const float* from = floats + row * kPieceDistance;
        uint8_t* to = dst[row] + run * runs.step + i;
        for (ptrdiff_t r = 0; r < some; ++r, from += length, to += runs.step) {
          WriteRow(from, std::min(count, length), to);
        }
      }
    }
  }
}

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_PIECES_H_
