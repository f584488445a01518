#include "layer/arithmetic.h"

#include <type_traits>

#include "kernels/convert.h"
#include "kernels/pixels.h"

namespace upsampling2d {
namespace {

// Types of the elements on their way: In of the input; Source, which the first pass reads; Line, which lies between the
// passes; Out of the output.
template <class Source, class Line>
constexpr Numbers kNumbers = std::is_same_v<Line, double>     ? Numbers::kDouble
                             : std::is_same_v<Line, uint16_t> ? Numbers::kWhole
                             : std::is_same_v<Line, int16_t>  ? Numbers::kLines
                             : std::is_same_v<Source, Line>   ? Numbers::kFloat
                                                              : Numbers::kDots;

template <class In, class Source>
void ReadRowOf(const void* src, int64_t count, void* dst) {
  ReadRow(static_cast<const In*>(src), count, static_cast<Source*>(dst));
}

template <class Line, class Out>
void WriteRowOf(const void* src, int64_t count, void* dst) {
  WriteRow(static_cast<const Line*>(src), count, static_cast<Out*>(dst));
}

template <class In, class Source, class Line, class Out>
constexpr Arithmetic Make(Dtype in, Dtype out) {
  constexpr bool kReads = std::is_same_v<In, Source>;
  constexpr bool kWrites = std::is_same_v<Line, Out> || (std::is_same_v<Out, uint8_t> && !std::is_same_v<Line, double>);
  constexpr Numbers kKind = kNumbers<Source, Line>;
  Arithmetic made = {in, out, kKind, kReads, kWrites, nullptr, nullptr, nullptr, nullptr};
  made.first = &kRowKernels<Source, Line>;
  if constexpr (!kReads) made.read_row = ReadRowOf<In, Source>;
  if constexpr (kWrites) {
    made.second = &kRowKernels<Line, Out>;
  } else {
    made.second = &kRowKernels<Line, Line>;
    made.write_row = WriteRowOf<Line, Out>;
  }
  return made;
}

// One entry for each pair of types that can be filtered; dtypes that can only be copied have none.
constexpr Arithmetic kArithmetics[] = {
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
    Make<uint8_t, uint8_t, int16_t, uint8_t>(Dtype::k_uint8, Dtype::k_uint8),
    Make<uint8_t, uint8_t, int16_t, uint8_t>(Dtype::k_uint8clamped, Dtype::k_uint8clamped),
    Make<uint8_t, uint8_t, float, uint8_t>(Dtype::k_uint8, Dtype::k_uint8),
    Make<uint8_t, uint8_t, float, uint8_t>(Dtype::k_uint8clamped, Dtype::k_uint8clamped),
};

}  // namespace

const Arithmetic* FindArithmetic(Dtype in, Dtype out, Numbers numbers) {
  for (const Arithmetic& arithmetic : kArithmetics) {
    if (arithmetic.in == in && arithmetic.out == out && arithmetic.numbers == numbers) return &arithmetic;
  }
  return nullptr;
}

Numbers NumbersOf(Dtype dtype) {
  constexpr Numbers kOfDtype[] = {
#define DTYPE(name, storage, accumulator, kind) kNumbers<accumulator, accumulator>,
#include "core/dtype_list.inc"
#undef DTYPE
  };
  return kOfDtype[static_cast<int>(dtype)];
}

const char* NameOf(Numbers numbers) {
  switch (numbers) {
    case Numbers::kFloat:
      return "f32";
    case Numbers::kDouble:
      return "f64";
    case Numbers::kWhole:
      return "u16";
    case Numbers::kDots:
      return "i16f32";
    case Numbers::kLines:
      return "i16";
  }
  return "";
}

}  // namespace upsampling2d
