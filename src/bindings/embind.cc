// What JavaScript sees of the module. No logic: arguments were checked in TypeScript, results are addresses and
// numbers.
#include <emscripten/bind.h>
#include <emscripten/emscripten.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <memory>
#include <new>

#include "kernels/srgb.h"
#include "layer/tensor_plan.h"
#include "layer/workspace.h"

namespace upsampling2d {
namespace {

Workspace workspace;

double AddressOf(const void* pointer) { return static_cast<double>(reinterpret_cast<uintptr_t>(pointer)); }

class NativePlan {
 public:
  TensorPlan& plan() { return plan_; }

  double bands() const { return static_cast<double>(plan_.bands()); }
  double stage(double band, bool continued) {
    return AddressOf(plan_.Stage(static_cast<int64_t>(band), continued, &workspace));
  }
  void run() { plan_.Run(&workspace); }
  double hold() {
    if (plan_.Hold(&workspace) != Status::kOk) return 0;
    held_ = {AddressOf(plan_.held_in()), AddressOf(plan_.held_out())};
    return AddressOf(held_.data());
  }
  bool run_held() { return plan_.RunHeld(&workspace) == Status::kOk; }
  double kernel() {
    plan_.WriteKernelName(kernel_.data());
    return AddressOf(kernel_.data());
  }

 private:
  TensorPlan plan_;
  std::array<double, 2> held_ = {};
  std::array<char, TensorPlan::kKernelNameSize> kernel_ = {};
};

// A plan for one shape; nullptr: out of memory. `direction` is a Direction, and so are the other numbers; `dims` is the
// shape of the forward input.
NativePlan* MakePlan(int row_factor, int col_factor, bool channels_first, int interpolation, int coordinates,
                     int direction, double n0, double n1, double n2, double n3, int in, int out) {
  // This library's operator new ends the program where there is no memory, the one that should not throw as well.
  void* const room = std::malloc(sizeof(NativePlan));
  if (room == nullptr) return nullptr;
  std::unique_ptr<NativePlan> made(new (room) NativePlan);
  const LayerConfig config = {row_factor, col_factor, channels_first, static_cast<Interpolation>(interpolation),
                              static_cast<Coordinates>(coordinates)};
  const std::array<int64_t, 4> dims = {static_cast<int64_t>(n0), static_cast<int64_t>(n1), static_cast<int64_t>(n2),
                                       static_cast<int64_t>(n3)};
  const Status status = made->plan().Make(config, static_cast<Direction>(direction), dims, static_cast<Dtype>(in),
                                          static_cast<Dtype>(out));
  return status == Status::kOk ? made.release() : nullptr;
}

double MemoryInUse() { return static_cast<double>(buffer_bytes_in_use); }

}  // namespace
}  // namespace upsampling2d

// In place of Embind's own table of types, which would bring strings, memory views and JavaScript values into the
// module and its glue: only the types of the signatures above.
extern "C" {

// As Embind's own, it runs before the bindings are made.
EMSCRIPTEN_KEEPALIVE __attribute__((constructor)) void __embind_register_native_and_builtin_types() {
  namespace internal = emscripten::internal;
  internal::_embind_register_void(internal::TypeID<void>::get(), "void");
  internal::_embind_register_bool(internal::TypeID<bool>::get(), "bool", sizeof(bool), true, false);
  internal::_embind_register_integer(internal::TypeID<int>::get(), "int", sizeof(int), std::numeric_limits<int>::min(),
                                     std::numeric_limits<int>::max());
  internal::_embind_register_float(internal::TypeID<double>::get(), "double", sizeof(double));
}

// The name of a type that is not bound, for a message; the caller frees it. All types are bound.
EMSCRIPTEN_KEEPALIVE const char* __getTypeName(const void*) { return static_cast<const char*>(std::calloc(1, 1)); }
}

EMSCRIPTEN_BINDINGS(upsampling2d) {
  using upsampling2d::NativePlan;
  upsampling2d::MakeSrgbTables();
  emscripten::class_<NativePlan>("Plan")
      .function("bands", &NativePlan::bands)
      .function("stage", &NativePlan::stage)
      .function("run", &NativePlan::run)
      .function("hold", &NativePlan::hold)
      .function("runHeld", &NativePlan::run_held)
      .function("kernel", &NativePlan::kernel);
  emscripten::function("makePlan", &upsampling2d::MakePlan, emscripten::allow_raw_pointers());
  emscripten::function("memoryInUse", &upsampling2d::MemoryInUse);
}
