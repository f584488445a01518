#include "kernels/filter_cols.h"

#include <cstddef>

#include "kernels/blocks.h"

namespace upsampling2d {
namespace {

template <class Acc, int kTaps>
void FilterBlocks(const Acc* const* rows, const Taps<Acc>& taps, int64_t count, Acc* dst) {
  // What is stored might overlap the list of rows, for all the compiler knows: it is copied where its length is known.
  const Acc* own[kTaps > 0 ? kTaps : 1];
  for (int k = 0; k < kTaps; ++k) own[k] = rows[k];
  const Acc* const* tap_rows = kTaps > 0 ? own : rows;
  const TapWeights<Acc, kTaps> weights(taps);
  ForBlocks(count, dst, [&](ptrdiff_t i, Acc* to) {
    v128_t acc[kBlockVectors<Acc>];
    SumTaps(weights, [&](int k, int v) { return Load(tap_rows[k] + i + v * Lanes<Acc>::kCount); }, acc);
    StoreBlock(acc, to);
  });
}

}  // namespace

template <class Acc>
void FilterColumns(const Acc* const* rows, const Taps<Acc>& taps, int64_t count, Acc* dst) {
  switch (SpecialTaps(taps)) {
    case 2:
      return FilterBlocks<Acc, 2>(rows, taps, count, dst);
    case 4:
      if constexpr (Lanes<Acc>::kBlends) return FilterBlocks<Acc, 4>(rows, taps, count, dst);
    case 6:
      if constexpr (Lanes<Acc>::kBlends) return FilterBlocks<Acc, 6>(rows, taps, count, dst);
    default:
      return FilterBlocks<Acc, 0>(rows, taps, count, dst);
  }
}

template void FilterColumns(const float* const*, const Taps<float>&, int64_t, float*);
template void FilterColumns(const double* const*, const Taps<double>&, int64_t, double*);
template void FilterColumns(const uint16_t* const*, const Taps<uint16_t>&, int64_t, uint16_t*);

}  // namespace upsampling2d
