#include "kernels/pass.h"

#include <cmath>
#include <type_traits>

#include "kernels/filter_pairs.h"
#include "kernels/filter_windows.h"

namespace upsampling2d {
namespace {

template <class Weight>
Taps<Weight> Typed(const UntypedTaps& taps) {
  return {static_cast<const Weight*>(taps.weights), taps.count, taps.normalised};
}

template <class Source, class Dst>
void ColumnsOf(const void* const* rows, const UntypedTaps& taps, const Runs& runs, void* dst) {
  FilterColumns(reinterpret_cast<const Source* const*>(rows), Typed<WeightOf<Source, Dst>>(taps), runs,
                static_cast<Dst*>(dst));
}

template <class Source, class Dst>
void WindowsOf(const UntypedWindows& windows, int64_t channels, const void* src, void* dst) {
  using Weight = WeightOf<Source, Dst>;
  FilterWindows(
      Windows<Weight>{windows.windows, windows.count, static_cast<const Weight*>(windows.weights), windows.normalised},
      channels, static_cast<const Source*>(src), static_cast<Dst*>(dst));
}

template <class Source, class Dst>
bool PairsOf(const void* const* rows, const UntypedTaps* phases, int64_t channels, int64_t pixels, void* dst) {
  const auto row = [&](int k) { return static_cast<const Source*>(rows[k]); };
  return FilterPairs<Source, Dst>({row(0), row(1), row(2)}, {Typed<Dst>(phases[0]), Typed<Dst>(phases[1])}, channels,
                                  pixels, static_cast<Dst*>(dst));
}

template <class Weight>
void MakeWeights(const AxisPlan& axis, int shift, void* dst) {
  Weight* weights = static_cast<Weight*>(dst);
  if constexpr (std::is_same_v<Weight, int16_t>) {
    axis.WriteWholeWeights(shift, weights);
  } else {
    for (int64_t i = 0; i < axis.weight_count(); ++i) {
      weights[i] = static_cast<Weight>(std::ldexp(axis.weights()[i], shift));
    }
  }
}

template <class Source, class Dst>
constexpr auto PairsOrNull() {
  if constexpr (HasPairs<Source, Dst>) {
    return PairsOf<Source, Dst>;
  } else {
    return nullptr;
  }
}

}  // namespace

template <class Source, class Dst>
const Pass kPass = {sizeof(Source),
                    sizeof(Dst),
                    sizeof(WeightOf<Source, Dst>),
                    ColumnsOf<Source, Dst>,
                    WindowsOf<Source, Dst>,
                    PairsOrNull<Source, Dst>(),
                    MakeWeights<WeightOf<Source, Dst>>};

template const Pass kPass<float, float>;
template const Pass kPass<double, double>;
template const Pass kPass<uint8_t, uint16_t>;
template const Pass kPass<uint16_t, uint8_t>;
template const Pass kPass<uint8_t, float>;
template const Pass kPass<float, uint8_t>;

}  // namespace upsampling2d
