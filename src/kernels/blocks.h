// Rows are worked on in blocks of sixteen elements, whatever their type.
#ifndef UPSAMPLING2D_KERNELS_BLOCKS_H_
#define UPSAMPLING2D_KERNELS_BLOCKS_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "simd/simd.h"

namespace upsampling2d {

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

// Calls block(i, to) to write sixteen elements, from i on, to `to`, until `count` of them stand in dst and nothing
// behind them. The last block ends with the last element and covers some of its neighbours again. One call, so that a
// block is compiled once.
template <class T, class Block>
inline void ForBlocks(int64_t elements, T* dst, const Block& block) {
  const ptrdiff_t count = static_cast<ptrdiff_t>(elements);
  T few[16];
  T* to = count < 16 ? few : dst;
  for (ptrdiff_t i = 0;; i = i + 32 <= count ? i + 16 : count - 16) {
    block(i, to + i);
    if (i + 16 >= count) break;
  }
  if (count < 16) std::memcpy(dst, few, static_cast<size_t>(count) * sizeof(T));
}

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_BLOCKS_H_
