#include "core/buffer.h"

#include <cstdlib>

namespace upsampling2d {

size_t buffer_bytes_in_use = 0;

namespace {

// Large tensors begin at a page. Where two rows are written at once, and one of them begins near the end of a page and
// the other near the end of the next, stores take up to 1.4 times as long.
constexpr size_t kPage = 4096;
constexpr size_t kLarge = 256 * kPage;

}  // namespace

Status UntypedBuffer::Allocate(int64_t count, size_t element_bytes) {
  Release();
  // A difference of pointers is signed, so a block must be smaller than half of the address space.
  if (count < 0 || static_cast<uint64_t>(count) > (SIZE_MAX / 2 - kPage) / element_bytes) return Status::kOutOfMemory;
  const size_t bytes = static_cast<size_t>(count) * element_bytes;
  const size_t alignment = bytes < kLarge ? 64 : kPage;
  data_ = std::aligned_alloc(alignment, (bytes / alignment + 1) * alignment);
  if (data_ == nullptr) return Status::kOutOfMemory;
  size_ = count;
  bytes_ = bytes;
  buffer_bytes_in_use += bytes;
  return Status::kOk;
}

Status UntypedBuffer::Reserve(int64_t count, size_t element_bytes) {
  UntypedBuffer larger;
  if (larger.Allocate(count, element_bytes) != Status::kOk) return Status::kOutOfMemory;
  Swap(larger);
  return Status::kOk;
}

void UntypedBuffer::Release() {
  buffer_bytes_in_use -= bytes_;
  std::free(data_);
  data_ = nullptr;
  size_ = 0;
  bytes_ = 0;
}

}  // namespace upsampling2d
