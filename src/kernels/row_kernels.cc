#include "kernels/row_kernels.h"

#include <cmath>
#include <type_traits>

#include "kernels/two_phases.h"

namespace upsampling2d {
namespace {

template <class Weight>
Taps<Weight> Typed(const UntypedTaps& taps) {
  return {static_cast<const Weight*>(taps.weights), taps.count, taps.summing};
}

template <class Source, class Dst>
void SumRowsOf(const uint8_t* const* rows, const UntypedTaps& taps, const Runs& runs, void* dst) {
  SumRows(reinterpret_cast<const Source* const*>(rows), Typed<WeightOf<Source, Dst>>(taps), runs,
          static_cast<Dst*>(dst));
}

template <class Source, class Dst>
void SumTwoRowsOf(const uint8_t* const* rows, const void* const (&weights)[2], int64_t length, void* first,
                  void* second) {
  SumTwoRows(reinterpret_cast<const Source* const*>(rows),
             {static_cast<const Source*>(weights[0]), static_cast<const Source*>(weights[1])}, length,
             static_cast<Dst*>(first), static_cast<Dst*>(second));
}

template <class Source, class Dst>
void SumWindowsOf(const UntypedWindows& windows, int64_t channels, const WindowRows& rows, const void* src, void* dst) {
  using Weight = WeightOf<Source, Dst>;
  SumWindows(
      Windows<Weight>{windows.windows, windows.count, static_cast<const Weight*>(windows.weights), windows.summing,
                      windows.first_pixel, windows.end_pixel, windows.most_taps, windows.disorder},
      channels, rows, static_cast<const Source*>(src), static_cast<Dst*>(dst));
}

template <class Source, class Dst>
bool HasTwoPhasesOf(const UntypedTaps (&phases)[2], int64_t channels, bool interleaved) {
  using Weight = WeightOf<Source, Dst>;
  return HasTwoPhases<Source, Dst>({Typed<Weight>(phases[0]), Typed<Weight>(phases[1])}, channels, interleaved);
}

template <class Source, class Dst>
void SumTwoPhasesOf(const void* src, int64_t channels, const UntypedTaps (&phases)[2], const Runs& runs, void* first,
                    void* second) {
  using Weight = WeightOf<Source, Dst>;
  SumTwoPhases(static_cast<const Source*>(src), channels, {Typed<Weight>(phases[0]), Typed<Weight>(phases[1])}, runs,
               static_cast<Dst*>(first), static_cast<Dst*>(second));
}

// Rounded such that the weights of a window still sum to 2^shift.
void MakeWholeWeights(const double* exact, int count, int shift, int16_t* rounded) {
  int largest = 0;
  int rest = 1 << shift;
  for (int k = 0; k < count; ++k) {
    rounded[k] = static_cast<int16_t>(std::nearbyint(std::ldexp(exact[k], shift)));
    rest -= rounded[k];
    if (exact[k] > exact[largest]) largest = k;
  }
  rounded[largest] = static_cast<int16_t>(rounded[largest] + rest);
}

template <class Weight>
void MakeWeights(const Window* windows, int64_t count, const double* exact, int shift, void* dst) {
  for (const Window* window = windows; window < windows + count; ++window) {
    Weight* weights = static_cast<Weight*>(dst) + window->weights;
    if constexpr (std::is_same_v<Weight, int16_t>) {
      if (window->count > 0) MakeWholeWeights(exact + window->weights, window->count, shift, weights);
    } else {
      for (int k = 0; k < window->count; ++k) {
        weights[k] = static_cast<Weight>(std::ldexp(exact[window->weights + k], shift));
      }
    }
  }
}

// Bytes are filtered to floats and to lines, and uint16_t to bytes, by vertical passes alone, whose rows are wide
// pixels.
template <class Source, class Dst>
constexpr bool kHorizontal =
    std::is_same_v<Source, uint8_t> ? !kIsDots<Source, Dst> : !std::is_same_v<Source, uint16_t>;

template <class Source, class Dst>
constexpr RowKernels Make() {
  using Weight = WeightOf<Source, Dst>;
  RowKernels made = {};
  made.source_bytes = sizeof(Source);
  made.dst_bytes = sizeof(Dst);
  made.weight_bytes = sizeof(Weight);
  if constexpr (!std::is_same_v<Source, int16_t>) made.sum_rows = SumRowsOf<Source, Dst>;
  made.sum_windows = SumWindowsOf<Source, Dst>;
  made.make_weights = MakeWeights<Weight>;
  if constexpr (std::is_same_v<Source, uint16_t> || (std::is_same_v<Source, float> && std::is_same_v<Dst, float>)) {
    made.sum_two_rows = SumTwoRowsOf<Source, Dst>;
  }
  if constexpr (kHorizontal<Source, Dst> && !std::is_same_v<Source, double>) {
    made.has_two_phases = HasTwoPhasesOf<Source, Dst>;
    made.sum_two_phases = SumTwoPhasesOf<Source, Dst>;
  }
  return made;
}

}  // namespace

template <class Source, class Dst>
const RowKernels kRowKernels = Make<Source, Dst>();

template const RowKernels kRowKernels<float, float>;
template const RowKernels kRowKernels<double, double>;
template const RowKernels kRowKernels<uint8_t, uint16_t>;
template const RowKernels kRowKernels<uint16_t, uint8_t>;
template const RowKernels kRowKernels<uint8_t, float>;
template const RowKernels kRowKernels<float, uint8_t>;
template const RowKernels kRowKernels<uint8_t, int16_t>;
template const RowKernels kRowKernels<int16_t, uint8_t>;

}  // namespace upsampling2d
