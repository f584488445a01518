// Both phases of a factor of two at once, where each has two taps: they share a pixel, and are interleaved in
// registers.
#ifndef UPSAMPLING2D_KERNELS_FILTER_PAIRS_H_
#define UPSAMPLING2D_KERNELS_FILTER_PAIRS_H_

#include <cstdint>
#include <type_traits>

#include "kernels/filter_cols.h"

namespace upsampling2d {

template <class Source, class Dst>
inline constexpr bool HasPairs = std::is_same_v<Dst, uint16_t> ||
                                 (std::is_same_v<Source, float> && std::is_same_v<Dst, float>);

// dst = pixels of the first phase, from rows 0 and 1, and of the second, from rows 1 and 2, by turns.
//   rows    the source from three pixels on, behind which kSlack elements more can be read
//   phases  the weights of both
//   dst     exactly 2 * pixels pixels; apart from the rows
// Returns whether it has done so: there are kernels for some numbers of channels alone.
template <class Source, class Dst>
bool FilterPairs(const Source* const (&rows)[3], const Taps<Dst> (&phases)[2], int64_t channels, int64_t pixels,
                 Dst* dst);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_KERNELS_FILTER_PAIRS_H_
