#include "kernels/filter_cols.h"

#include "kernels/convert.h"

namespace upsampling2d {
namespace {

template <class Acc, class Storage, int kTaps>
void FilterBlocks(const Acc* const* rows, const Taps<Acc>& taps, int64_t count, Storage* dst) {
  // What is stored might overlap the list of rows, for all the compiler knows: it is copied where its length is known.
  const Acc* own[kTaps > 0 ? kTaps : 1];
  for (int k = 0; k < kTaps; ++k) own[k] = rows[k];
  const Acc* const* tap_rows = kTaps > 0 ? own : rows;
  const TapWeights<Acc, kTaps> weights(taps);
  ForBlocks(count, dst, [&](ptrdiff_t i, Storage* to) {
    v128_t acc[kBlockVectors<Acc>];
    SumTaps(weights, [&](int k, int v) { return Load(tap_rows[k] + i + v * Lanes<Acc>::kCount); }, acc);
    Convert<Storage, Acc>::Write(acc, to);
  });
}

}  // namespace

template <class Acc, class Storage>
void FilterColumns(const Acc* const* rows, const Taps<Acc>& taps, int64_t count, Storage* dst) {
  switch (SpecialTaps(taps)) {
    case 2:
      FilterBlocks<Acc, Storage, 2>(rows, taps, count, dst);
      break;
    case 4:
      if constexpr (Lanes<Acc>::kBlends) FilterBlocks<Acc, Storage, 4>(rows, taps, count, dst);
      break;
    case 6:
      if constexpr (Lanes<Acc>::kBlends) FilterBlocks<Acc, Storage, 6>(rows, taps, count, dst);
      break;
    default:
      FilterBlocks<Acc, Storage, 0>(rows, taps, count, dst);
  }
}

#define INSTANTIATE(Acc, Storage) \
  template void FilterColumns(const Acc* const*, const Taps<Acc>&, int64_t, Storage*)
INSTANTIATE(float, float);
INSTANTIATE(float, Half);
INSTANTIATE(float, uint8_t);
INSTANTIATE(float, int8_t);
INSTANTIATE(float, uint16_t);
INSTANTIATE(float, int16_t);
INSTANTIATE(float, Rgba8);
INSTANTIATE(float, Rgba8Linear);
INSTANTIATE(double, double);
INSTANTIATE(double, float);
INSTANTIATE(double, int32_t);
INSTANTIATE(double, uint32_t);
INSTANTIATE(uint16_t, uint8_t);
#undef INSTANTIATE

}  // namespace upsampling2d
