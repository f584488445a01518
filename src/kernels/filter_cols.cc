#include "kernels/filter_cols.h"

#include <cstddef>

#include "kernels/blocks.h"
#include "kernels/convert.h"

namespace upsampling2d {
namespace {

template <class Acc>
using OutOf = typename Filtered<Acc>::Type;

template <class Acc, int kTaps>
void FilterBlocksOf(const Acc* const* given_rows, const Taps<Acc>& taps, int64_t count, OutOf<Acc>* dst) {
  // What is stored might overlap the list of rows, for all the compiler knows: it is copied to where it can not.
  const Acc* rows[kTaps];
  v128_t weights[kTaps];
  for (int k = 0; k < kTaps; ++k) {
    rows[k] = given_rows[k];
    weights[k] = Lanes<Acc>::Splat(taps.weights[k]);
  }
  ForBlocks(count, dst, [&](ptrdiff_t i, OutOf<Acc>* to) {
    v128_t acc[kBlockVectors<Acc>];
    SumTapsOf<Acc>(
        weights, [&](int k, int v) { return Load(rows[k] + i + v * Lanes<Acc>::kCount); }, acc);
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
  // Written out where pictures and feature maps are filtered. Two taps of a gradient do not blend.
  if constexpr (sizeof(Acc) <= 4) {
    if (taps.count == 2 && (taps.normalised || !Lanes<Acc>::kBlends)) {
      return FilterBlocksOf<Acc, 2>(rows, taps, count, dst);
    }
  }
  if constexpr (sizeof(Acc) == 4) {
    if (taps.count == 4) return FilterBlocksOf<Acc, 4>(rows, taps, count, dst);
    if (taps.count == 6) return FilterBlocksOf<Acc, 6>(rows, taps, count, dst);
  }
  FilterBlocks(rows, taps, count, dst);
}

template void FilterColumns(const float* const*, const Taps<float>&, int64_t, float*);
template void FilterColumns(const double* const*, const Taps<double>&, int64_t, double*);
template void FilterColumns(const uint16_t* const*, const Taps<uint16_t>&, int64_t, uint8_t*);

}  // namespace upsampling2d
