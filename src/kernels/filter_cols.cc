#include "kernels/filter_cols.h"

#include "kernels/convert.h"

namespace upsampling2d {
namespace {

template <class Acc, class Storage, int kTaps>
void FilterBlocks(const Acc* const* rows, const Taps<Acc>& taps, int64_t count, int shift, Storage* dst) {
  ForBlocks(count, dst, [&](int64_t i, Storage* to) {
    v128_t acc[kBlockVectors<Acc>];
    SumTaps<Acc, kTaps>(taps, [&](int k, int v) { return Load(rows[k] + i + v * Lanes<Acc>::kCount); }, acc);
    Convert<Storage, Acc>::Write(acc, shift, to);
  });
}

}  // namespace

template <class Acc, class Storage>
void FilterColumns(const Acc* const* rows, const Taps<Acc>& taps, int64_t count, int shift, Storage* dst) {
  switch (SpecialTaps(taps)) {
    case 2:
      FilterBlocks<Acc, Storage, 2>(rows, taps, count, shift, dst);
      break;
    case 4:
      if constexpr (Lanes<Acc>::kBlends) FilterBlocks<Acc, Storage, 4>(rows, taps, count, shift, dst);
      break;
    case 6:
      if constexpr (Lanes<Acc>::kBlends) FilterBlocks<Acc, Storage, 6>(rows, taps, count, shift, dst);
      break;
    default:
      FilterBlocks<Acc, Storage, 0>(rows, taps, count, shift, dst);
  }
}

#define INSTANTIATE(Acc, Storage) \
  template void FilterColumns(const Acc* const*, const Taps<Acc>&, int64_t, int, Storage*)
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
