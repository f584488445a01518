// What JavaScript sees of the module. No logic: arguments were checked in TypeScript, results are addresses and
// numbers.
#include <emscripten/bind.h>
#include <emscripten/emscripten.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

#include "kernels/srgb.h"
#include "layer/bands.h"
#include "layer/plan.h"
#include "layer/resident.h"
#include "layer/scratch.h"
#include "layer/staging.h"

namespace upsampling2d {
namespace {

// Calls follow each other, so they share their working memory.
Scratch scratch;
Staging staging(&scratch);

// What a call gives that gives more than one number.
std::array<double, 7> numbers;

double AddressOf(const void* pointer) { return static_cast<double>(reinterpret_cast<uintptr_t>(pointer)); }

// The member of an enumeration with this number.
template <typename Enum>
Enum As(double number) {
  return static_cast<Enum>(static_cast<int>(number));
}

// A plan; with a whole input and output in the module's memory once it has been told to hold them.
class NativePlan {
 public:
  ~NativePlan() { scratch.Trim(); }

  Status Make(const LayerConfig& config, Direction direction, const std::array<int64_t, 4>& dims, Dtype in, Dtype out) {
    const Status status = MakePlan(config, direction, dims, in, out, &plan_);
    if (status == Status::kOk) bands_ = Bands(plan_);
    return status;
  }

  double bands() const { return static_cast<double>(bands_.count()); }

  // The address of seven numbers, doubles as JavaScript reads them: where the band's rows are in the tensors, in
  // elements, and in the module's memory; and where the scratch memory counts its epochs. 0: out of memory.
  double stage(double band, bool continued) {
    StagedBand staged;
    if (staging.Stage(plan_, bands_, static_cast<int64_t>(band), continued, &staged) != Status::kOk) return 0;
    numbers = {static_cast<double>(staged.in_begin),
               static_cast<double>(staged.in_count),
               static_cast<double>(staged.out_begin),
               static_cast<double>(staged.out_count),
               AddressOf(staged.in),
               AddressOf(staged.out),
               AddressOf(&scratch.epoch)};
    return AddressOf(numbers.data());
  }

  // The address of four doubles: where a band begins and ends in the two tensors, in elements. Readies nothing.
  double place(double band) {
    const BandPlace place = PlaceOf(plan_, bands_.At(static_cast<int64_t>(band)));
    numbers = {static_cast<double>(place.in_begin), static_cast<double>(place.in_end),
               static_cast<double>(place.out_begin), static_cast<double>(place.out_end)};
    return AddressOf(numbers.data());
  }

  // The addresses of both tensors, as two doubles. 0: out of memory.
  double hold() {
    if (resident_.Allocate(plan_, &scratch) != Status::kOk) return 0;
    numbers = {AddressOf(resident_.in()), AddressOf(resident_.out())};
    return AddressOf(numbers.data());
  }
  // 1, or 0: out of memory.
  double run_held() { return resident_.Compute(plan_, &scratch) == Status::kOk ? 1 : 0; }

  double kernel() {
    WriteKernelName(plan_, kernel_.data());
    return AddressOf(kernel_.data());
  }

 private:
  Plan plan_;
  Bands bands_;
  Resident resident_;
  std::array<char, kKernelNameSize> kernel_ = {};
};

// Plans go to JavaScript as addresses, because Embind's classes would double its share of the download; native-plan.ts
// gives each one owner and frees it once.
NativePlan& PlanAt(double address) { return *reinterpret_cast<NativePlan*>(static_cast<uintptr_t>(address)); }

// The address of a plan for one shape; 0: out of memory. `direction` is a Direction, and so are the other numbers;
// `dims` is the shape of the forward input.
double NewPlan(double row_factor, double col_factor, double channels_first, double interpolation, double coordinates,
               double backend, double direction, double n0, double n1, double n2, double n3, double in, double out) {
  // This library's operator new ends the program where there is no memory, the one that should not throw as well.
  void* const room = std::malloc(sizeof(NativePlan));
  if (room == nullptr) return 0;
  std::unique_ptr<NativePlan> made(new (room) NativePlan);
  const LayerConfig config = {static_cast<int>(row_factor),     static_cast<int>(col_factor), channels_first != 0,
                              As<Interpolation>(interpolation), As<Coordinates>(coordinates), As<Backend>(backend)};
  const std::array<int64_t, 4> dims = {static_cast<int64_t>(n0), static_cast<int64_t>(n1), static_cast<int64_t>(n2),
                                       static_cast<int64_t>(n3)};
  const Status status = made->Make(config, As<Direction>(direction), dims, As<Dtype>(in), As<Dtype>(out));
  return status == Status::kOk ? AddressOf(made.release()) : 0;
}

double MemoryInUse() { return static_cast<double>(buffer_bytes_in_use); }

}  // namespace
}  // namespace upsampling2d

// In place of Embind's own table of types, which would bring strings, memory views and JavaScript values into the
// module and its glue: all numbers here are doubles. As Embind's own, it runs before the bindings are made.
extern "C" EMSCRIPTEN_KEEPALIVE __attribute__((constructor)) void __embind_register_native_and_builtin_types() {
  namespace internal = emscripten::internal;
  internal::_embind_register_void(internal::TypeID<void>::get(), "void");
  internal::_embind_register_float(internal::TypeID<double>::get(), "double", sizeof(double));
}

EMSCRIPTEN_BINDINGS(upsampling2d) {
  using upsampling2d::PlanAt;
  upsampling2d::MakeSrgbTables();
  emscripten::function("makePlan", &upsampling2d::NewPlan);
  emscripten::function(
      "freePlan", +[](double plan) { delete &PlanAt(plan); });
  emscripten::function(
      "bands", +[](double plan) { return PlanAt(plan).bands(); });
  emscripten::function(
      "stage", +[](double plan, double band, double continued) { return PlanAt(plan).stage(band, continued != 0); });
  emscripten::function(
      "place", +[](double plan, double band) { return PlanAt(plan).place(band); });
  emscripten::function(
      "run", +[] { upsampling2d::staging.Compute(); });
  emscripten::function(
      "hold", +[](double plan) { return PlanAt(plan).hold(); });
  emscripten::function(
      "runHeld", +[](double plan) { return PlanAt(plan).run_held(); });
  emscripten::function(
      "kernel", +[](double plan) { return PlanAt(plan).kernel(); });
  emscripten::function("memoryInUse", &upsampling2d::MemoryInUse);
}
