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
bool PairsOf(const void* src, int64_t channels, const UntypedTaps* phases, const Runs& runs, void* first,
             void* second) {
  using Weight = WeightOf<Source, Dst>;
  return FilterPairs(static_cast<const Source*>(src), channels, {Typed<Weight>(phases[0]), Typed<Weight>(phases[1])},
                     runs, static_cast<Dst*>(first), static_cast<Dst*>(second));
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

// Bytes are filtered to floats, and whole numbers to bytes, by vertical passes alone.
template <class Source, class Dst>
constexpr auto WindowsOrNull() {
  if constexpr (std::is_same_v<WeightOf<Source, Dst>, int16_t> || std::is_same_v<Source, uint16_t>) {
    return nullptr;
  } else {
    return WindowsOf<Source, Dst>;
  }
}

template <class Source, class Dst>
constexpr auto PairsOrNull() {
  constexpr bool kFloats = std::is_same_v<Source, float>;
  if constexpr (kFloats || std::is_same_v<Dst, uint16_t>) {
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
                    WindowsOrNull<Source, Dst>(),
                    PairsOrNull<Source, Dst>(),
                    MakeWeights<WeightOf<Source, Dst>>};

template const Pass kPass<float, float>;
template const Pass kPass<double, double>;
template const Pass kPass<uint8_t, uint16_t>;
template const Pass kPass<uint16_t, uint8_t>;
template const Pass kPass<uint8_t, float>;
template const Pass kPass<float, uint8_t>;

}  // namespace upsampling2d
