// The loops over a row: blocks of sixteen elements of any type, and runs of elements with gaps between them.
#ifndef UPSAMPLING2D_KERNELS_ROWS_H_
#define UPSAMPLING2D_KERNELS_ROWS_H_

#include <cassert>
#include <cstddef>
#include <cstdint>

#include "simd/simd.h"

namespace upsampling2d {

// Elements that follow each other in the source rows, and where they are written: `count` runs of `length` elements,
// each beginning `step` elements behind the one before.
struct Runs {
  int64_t length;
  int64_t count;
  int64_t step;
};

// From this many channels on a pixel is worth loops of its own.
inline constexpr int kWidePixel = 16;

// Vectors that hold sixteen accumulators.
template <class Acc>
inline constexpr int kBlockVectors = 16 / Lanes<Acc>::kCount;

template <class Acc>
inline void LoadBlock(const Acc* src, v128_t (&acc)[kBlockVectors<Acc>]) {
  for (int v = 0; v < kBlockVectors<Acc>; ++v) acc[v] = Load(src + v * Lanes<Acc>::kCount);
}

template <class Acc>
inline void StoreBlock(const v128_t (&acc)[kBlockVectors<Acc>], Acc* dst) {
  for (int v = 0; v < kBlockVectors<Acc>; ++v) Store(dst + v * Lanes<Acc>::kCount, acc[v]);
}

// Copies `bytes` < 256 bytes. A memcpy of any size would be a call out of the module, which costs more than a few
// elements.
[[gnu::noinline]] inline void CopyFew(const uint8_t* src, int bytes, uint8_t* dst) {
  assert(bytes >= 0 && bytes < 256);
  for (; bytes >= 16; bytes -= 16, src += 16, dst += 16) Store(dst, Load(src));
  for (; bytes > 0; --bytes) *dst++ = *src++;
}

// Calls block(i, to) to write the sixteen elements from i to `to`, until dst has `elements` of them. Nothing is written
// behind them. The last block ends with the last element and repeats some elements of the block before. There is only
// one call in the code, so that a block is compiled once.
template <class T, class Block>
[[gnu::always_inline]] inline void ForBlocks(int64_t elements, T* dst, const Block& block) {
  const ptrdiff_t count = static_cast<ptrdiff_t>(elements);
  T few[16];
  T* const to = count < 16 ? few : dst;
  const ptrdiff_t end = count < 16 ? 16 : count;
  for (ptrdiff_t i = 0; i < end; i = end - 16) {
    for (; i + 16 <= end; i += 16) block(i, to + i);
    if (i == end) break;
  }
  if (count < 16) {
    CopyFew(reinterpret_cast<const uint8_t*>(few), static_cast<int>(count * static_cast<ptrdiff_t>(sizeof(T))),
            reinterpret_cast<uint8_t*>(dst));
  }
}

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_ROWS_H_
