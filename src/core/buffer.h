// Owned memory that reports failure instead of ending the program, as std::vector does when exceptions are off.
#ifndef UPSAMPLING2D_CORE_BUFFER_H_
#define UPSAMPLING2D_CORE_BUFFER_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <type_traits>
#include <utility>

#include "core/status.h"

namespace upsampling2d {

// Bytes that all buffers of this module hold together.
inline size_t buffer_bytes_in_use = 0;

// Elements that may be read or written behind the end of a buffer's rows: kernels work on whole vectors.
inline constexpr int kSlack = 16;

template <class T>
class Buffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Buffer() = default;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { Release(); }

  // Room for `count` elements of undefined value. What the buffer held is lost. On failure it is empty.
  Status Allocate(int64_t count) {
    Release();
    // A pointer difference, and so a block, must stay under half of the addresses.
    constexpr uint64_t kMost = (SIZE_MAX / 2 - 64) / sizeof(T);
    if (count < 0 || static_cast<uint64_t>(count) > kMost) return Status::kOutOfMemory;
    const size_t bytes = (static_cast<size_t>(count) * sizeof(T) + 63) / 64 * 64;
    data_ = static_cast<T*>(std::aligned_alloc(64, bytes == 0 ? 64 : bytes));
    if (data_ == nullptr) return Status::kOutOfMemory;
    size_ = count;
    buffer_bytes_in_use += Bytes();
    return Status::kOk;
  }

  // Room for at least `count` elements: the block that is there, if it is large enough, or a larger one. On failure the
  // block that is there stays.
  Status Reserve(int64_t count) {
    if (data_ != nullptr && count <= size_) return Status::kOk;
    Buffer larger;
    if (larger.Allocate(count) != Status::kOk) return Status::kOutOfMemory;
    std::swap(data_, larger.data_);
    std::swap(size_, larger.size_);
    return Status::kOk;
  }

  T* data() { return data_; }
  const T* data() const { return data_; }
  int64_t size() const { return size_; }
  T& operator[](int64_t index) { return data_[index]; }
  const T& operator[](int64_t index) const { return data_[index]; }

 private:
  size_t Bytes() const { return static_cast<size_t>(size_) * sizeof(T); }

  void Release() {
    buffer_bytes_in_use -= Bytes();
    std::free(data_);
    data_ = nullptr;
    size_ = 0;
  }

  T* data_ = nullptr;
  int64_t size_ = 0;
};

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_CORE_BUFFER_H_
