#include "core/buffer.h"

#include <cstdlib>

namespace upsampling2d {

size_t buffer_bytes_in_use = 0;

Status UntypedBuffer::Allocate(int64_t count, size_t element_bytes) {
  Release();
  // A difference of pointers is signed, so a block must be smaller than half of the address space.
  if (count < 0 || static_cast<uint64_t>(count) > (SIZE_MAX / 2 - 64) / element_bytes) return Status::kOutOfMemory;
  const size_t bytes = static_cast<size_t>(count) * element_bytes;
  data_ = std::aligned_alloc(64, bytes == 0 ? 64 : (bytes + 63) / 64 * 64);
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
