#include "layer/kernel_set.h"

#include <type_traits>

#include "kernels/convert.h"

namespace upsampling2d {
namespace {

// Types of the elements on their way: In of the input; Source, which the first pass reads; Line, which lies between the
// passes; Out of the output.
template <class Source, class Line>
constexpr Arithmetic kArithmetic = std::is_same_v<Line, double>     ? Arithmetic::kDouble
                                   : std::is_same_v<Line, uint16_t> ? Arithmetic::kWhole
                                   : std::is_same_v<Source, Line>   ? Arithmetic::kFloat
                                                                    : Arithmetic::kDots;

template <class In, class Source>
void ReadRowOf(const void* src, int64_t count, void* dst) {
  ReadRow(static_cast<const In*>(src), count, static_cast<Source*>(dst));
}

template <class Line, class Out>
void WriteRowOf(const void* src, int64_t count, void* dst) {
  WriteRow(static_cast<const Line*>(src), count, static_cast<Out*>(dst));
}

template <class In, class Source, class Line, class Out>
constexpr KernelSet Make(Dtype in, Dtype out) {
  constexpr bool kReads = std::is_same_v<In, Source>;
  constexpr bool kWrites = std::is_same_v<Line, Out> || (std::is_same_v<Out, uint8_t> && !std::is_same_v<Line, double>);
  constexpr Arithmetic kKind = kArithmetic<Source, Line>;
  KernelSet set = {in, out, kKind, kKind == Arithmetic::kDots, kReads, kWrites, nullptr, nullptr, nullptr, nullptr};
  set.first = &kPass<Source, Line>;
  if constexpr (!kReads) set.read_row = ReadRowOf<In, Source>;
  if constexpr (kWrites) {
    set.second = &kPass<Line, Out>;
  } else {
    set.second = &kPass<Line, Line>;
    set.write_row = WriteRowOf<Line, Out>;
  }
  return set;
}

// The storage type as it is read and written; what is only copied never meets a kernel of this list.
constexpr KernelSet kKernelSets[] = {
#define DTYPE(name, storage, accumulator, kind) KERNELS_##kind(name, storage, accumulator)
#define KERNELS_kReal(name, storage, accumulator)                                     \
  Make<storage, accumulator, accumulator, storage>(Dtype::k_##name, Dtype::k_##name), \
      Make<storage, accumulator, accumulator, float>(Dtype::k_##name, Dtype::k_float32),
#define KERNELS_kInteger(name, storage, accumulator) KERNELS_kReal(name, storage, accumulator)
#define KERNELS_kPixels(name, storage, accumulator) \
  Make<storage, accumulator, accumulator, storage>(Dtype::k_##name, Dtype::k_##name),
#define KERNELS_kCopyOnly(name, storage, accumulator)
#include "core/dtype_list.inc"
#undef DTYPE
#undef KERNELS_kReal
#undef KERNELS_kInteger
#undef KERNELS_kPixels
#undef KERNELS_kCopyOnly
    Make<uint8_t, uint8_t, uint16_t, uint8_t>(Dtype::k_uint8, Dtype::k_uint8),
    Make<uint8_t, uint8_t, uint16_t, uint8_t>(Dtype::k_uint8clamped, Dtype::k_uint8clamped),
    Make<uint8_t, uint8_t, float, uint8_t>(Dtype::k_uint8, Dtype::k_uint8),
    Make<uint8_t, uint8_t, float, uint8_t>(Dtype::k_uint8clamped, Dtype::k_uint8clamped),
};

}  // namespace

const KernelSet* FindKernels(Dtype in, Dtype out, Arithmetic arithmetic) {
  for (const KernelSet& set : kKernelSets) {
    if (set.in == in && set.out == out && set.arithmetic == arithmetic) return &set;
  }
  return nullptr;
}

Arithmetic ArithmeticOf(Dtype dtype) {
  constexpr Arithmetic kOfDtype[] = {
#define DTYPE(name, storage, accumulator, kind) kArithmetic<accumulator, accumulator>,
#include "core/dtype_list.inc"
#undef DTYPE
  };
  return kOfDtype[static_cast<int>(dtype)];
}

const char* NameOf(Arithmetic arithmetic) {
  switch (arithmetic) {
    case Arithmetic::kFloat:
      return "f32";
    case Arithmetic::kDouble:
      return "f64";
    case Arithmetic::kWhole:
      return "u16";
    case Arithmetic::kDots:
      return "i16f32";
  }
  return "";
}

}  // namespace upsampling2d
