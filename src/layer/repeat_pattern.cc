#include "layer/repeat_pattern.h"

#include <algorithm>
#include <numeric>

namespace upsampling2d {
namespace {

constexpr int64_t kVectorBytes = 16;
// A larger table would not stay in the first-level cache. Without a table, the copies of a pixel are written one by
// one.
constexpr int64_t kMostVectors = 64;

}  // namespace

Status OwnRepeatPattern::Make(int64_t pixel_bytes, int64_t factor) {
  pixels_ = vectors_ = 0;
  const int64_t step = pixel_bytes * factor;
  const int64_t pixels = kVectorBytes / std::gcd<int64_t>(kVectorBytes, step);
  const int64_t vectors = pixels * step / kVectorBytes;
  if (pixel_bytes >= kVectorBytes || factor == 1 || vectors > kMostVectors) return Status::kOk;
  if (table_.Allocate(vectors) != Status::kOk) return Status::kOutOfMemory;
  pixels_ = pixels;
  vectors_ = vectors;
  const auto source_of = [&](int64_t out_byte) { return out_byte / step * pixel_bytes + out_byte % pixel_bytes; };
  for (int64_t v = 0; v < vectors; ++v) {
    RepeatVector& vector = table_[v];
    int64_t first = source_of(v * kVectorBytes);
    for (int b = 1; b < kVectorBytes; ++b) first = std::min(first, source_of(v * kVectorBytes + b));
    vector.offset = first;
    vector.unused = 0;
    for (int b = 0; b < kVectorBytes; ++b) {
      vector.shuffle[b] = static_cast<uint8_t>(source_of(v * kVectorBytes + b) - first);
    }
  }
  return Status::kOk;
}

}  // namespace upsampling2d
