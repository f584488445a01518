#include "kernels/filter_cols.h"

#include <cstddef>

#include "kernels/blocks.h"
#include "kernels/convert.h"

namespace upsampling2d {
namespace {

template <class Acc>
using OutOf = typename Filtered<Acc>::Type;

// Two taps, where loading their rows and weights anew for each block would cost as much as the arithmetic.
template <class Acc>
void FilterTwo(const Acc* const* rows, const Taps<Acc>& taps, int64_t count, OutOf<Acc>* dst) {
  // What is stored might overlap the list of rows, for all the compiler knows: it is copied to where it can not.
  const Acc* const own[] = {rows[0], rows[1]};
  const v128_t weights[] = {Lanes<Acc>::Splat(taps.weights[0]), Lanes<Acc>::Splat(taps.weights[1])};
  ForBlocks(count, dst, [&](ptrdiff_t i, OutOf<Acc>* to) {
    v128_t acc[kBlockVectors<Acc>];
    SumTwo<Acc>(
        weights, [&](int k, int v) { return Load(own[k] + i + v * Lanes<Acc>::kCount); }, acc);
    Convert<OutOf<Acc>, Acc>::Write(acc, to);
  });
}

template <class Acc>
void FilterBlocks(const Acc* const* rows, const Taps<Acc>& taps, int64_t count, OutOf<Acc>* dst) {
  ForBlocks(count, dst, [&](ptrdiff_t i, OutOf<Acc>* to) {
    v128_t acc[kBlockVectors<Acc>];
    SumTaps(
        taps, [&](int k, int v) { return Load(rows[k] + i + v * Lanes<Acc>::kCount); }, acc);
    Convert<OutOf<Acc>, Acc>::Write(acc, to);
  });
}

}  // namespace

template <class Acc>
void FilterColumns(const Acc* const* rows, const Taps<Acc>& taps, int64_t count, typename Filtered<Acc>::Type* dst) {
  // Two taps of a gradient do not blend.
  if constexpr (sizeof(Acc) <= 4) {
    if (taps.count == 2 && (taps.normalised || !Lanes<Acc>::kBlends)) return FilterTwo(rows, taps, count, dst);
  }
  FilterBlocks(rows, taps, count, dst);
}

template void FilterColumns(const float* const*, const Taps<float>&, int64_t, float*);
template void FilterColumns(const double* const*, const Taps<double>&, int64_t, double*);
template void FilterColumns(const uint16_t* const*, const Taps<uint16_t>&, int64_t, uint8_t*);

}  // namespace upsampling2d
