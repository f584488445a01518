// Owned memory that reports failure instead of ending the program, as std::vector does when exceptions are off.
#ifndef UPSAMPLING2D_CORE_BUFFER_H_
#define UPSAMPLING2D_CORE_BUFFER_H_

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "core/status.h"

namespace upsampling2d {

// Bytes that all buffers of this module hold together.
extern size_t buffer_bytes_in_use;

// Elements behind the end of a buffer's rows that kernels may read or write, because they work on whole vectors.
inline constexpr int kSlack = 16;

// The part that does not depend on the type of the elements.
class UntypedBuffer {
 public:
  UntypedBuffer() = default;
  UntypedBuffer(const UntypedBuffer&) = delete;
  UntypedBuffer& operator=(const UntypedBuffer&) = delete;
  ~UntypedBuffer() { Release(); }

  int64_t size() const { return size_; }
  // Frees the block.
  void Release();
  void Swap(UntypedBuffer& other) {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(bytes_, other.bytes_);
  }

 protected:
  Status Allocate(int64_t count, size_t element_bytes);
  Status Reserve(int64_t count, size_t element_bytes);

  void* data_ = nullptr;

 private:
  int64_t size_ = 0;
  size_t bytes_ = 0;
};

template <class T>
class Buffer : public UntypedBuffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  // Room for `count` elements of undefined value. What the buffer held is lost. On failure it is empty.
  Status Allocate(int64_t count) { return UntypedBuffer::Allocate(count, sizeof(T)); }

  // Room for at least `count` elements. Keeps the block if it is large enough, else replaces it by a larger one, and
  // what it held is lost. On failure the block stays.
  Status Reserve(int64_t count) {
    return data_ != nullptr && count <= size() ? Status::kOk : UntypedBuffer::Reserve(count, sizeof(T));
  }

  T* data() { return static_cast<T*>(data_); }
  const T* data() const { return static_cast<const T*>(data_); }
  T& operator[](int64_t index) { return data()[index]; }
  const T& operator[](int64_t index) const { return data()[index]; }
};

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_CORE_BUFFER_H_
