// Whole layers on resident tensors, as a plan of the package runs them, beside the floor: filling and copying their
// output. Built for vectors as wide as WebAssembly's; npm run bench measures the product itself.
#include <benchmark/benchmark.h>

#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "layer/plan.h"
#include "layer/resident.h"
#include "layer/scratch.h"

namespace upsampling2d {
namespace {

struct Workload {
  const char* name;
  Dtype dtype;
  bool channels_first;
  std::array<int64_t, 4> dims;
  Interpolation interpolation;
};

constexpr Workload kWorkloads[] = {
    {"float32 NHWC 56x56x256 nearest", Dtype::k_float32, false, {1, 56, 56, 256}, Interpolation::k_nearest},
    {"float32 NHWC 56x56x256 bilinear", Dtype::k_float32, false, {1, 56, 56, 256}, Interpolation::k_bilinear},
    {"float32 NHWC 512x512x3 bilinear", Dtype::k_float32, false, {1, 512, 512, 3}, Interpolation::k_bilinear},
    {"float32 NCHW 64x128x128 bilinear", Dtype::k_float32, true, {1, 64, 128, 128}, Interpolation::k_bilinear},
    {"float32 NHWC 256x256x3 bicubic", Dtype::k_float32, false, {1, 256, 256, 3}, Interpolation::k_bicubic},
    {"uint8 1920x1080x4 nearest", Dtype::k_uint8, false, {1, 1080, 1920, 4}, Interpolation::k_nearest},
    {"uint8 1920x1080x4 bilinear", Dtype::k_uint8, false, {1, 1080, 1920, 4}, Interpolation::k_bilinear},
    {"uint8 1920x1080x4 bicubic", Dtype::k_uint8, false, {1, 1080, 1920, 4}, Interpolation::k_bicubic},
    {"uint8 1920x1080x4 lanczos3", Dtype::k_uint8, false, {1, 1080, 1920, 4}, Interpolation::k_lanczos3},
    {"float32 NHWC 8x8x32 bilinear", Dtype::k_float32, false, {1, 8, 8, 32}, Interpolation::k_bilinear},
};

int64_t OutputBytes(const Workload& load) {
  return 4 * load.dims[0] * load.dims[1] * load.dims[2] * load.dims[3] * Info(load.dtype).bytes;
}

void Layer(benchmark::State& state, const Workload& load) {
  Scratch scratch;
  Resident resident;
  Plan plan;
  const LayerConfig config = {2, 2, load.channels_first, load.interpolation, Coordinates::k_half_pixel};
  if (MakePlan(config, Direction::kForward, load.dims, load.dtype, load.dtype, &plan) != Status::kOk ||
      resident.Allocate(plan, &scratch) != Status::kOk) {
    state.SkipWithError("out of memory");
    return;
  }
  // Small numbers, in every type.
  std::memset(resident.in(), 0x31, OutputBytes(load) / 4);
  for (auto _ : state) {
    (void)resident.Compute(plan, &scratch);
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) * OutputBytes(load));
}

void Fill(benchmark::State& state) {
  std::vector<uint8_t> out(state.range(0));
  uint8_t value = 0;
  for (auto _ : state) {
    std::memset(out.data(), ++value, out.size());
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) * state.range(0));
}

void Copy(benchmark::State& state) {
  std::vector<uint8_t> in(state.range(0), 1);
  std::vector<uint8_t> out(state.range(0));
  for (auto _ : state) {
    std::memcpy(out.data(), in.data(), out.size());
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) * state.range(0));
}

void Register() {
  int64_t last_bytes = 0;
  for (const Workload& load : kWorkloads) {
    const int64_t bytes = OutputBytes(load);
    const benchmark::TimeUnit unit = bytes < 1'000'000 ? benchmark::kMicrosecond : benchmark::kMillisecond;
    if (bytes != last_bytes) {
      benchmark::RegisterBenchmark("fill", Fill)->Arg(bytes)->Unit(unit);
      benchmark::RegisterBenchmark("copy", Copy)->Arg(bytes)->Unit(unit);
    }
    last_bytes = bytes;
    benchmark::RegisterBenchmark(load.name, [&load](benchmark::State& state) { Layer(state, load); })->Unit(unit);
  }
}

}  // namespace
}  // namespace upsampling2d

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  upsampling2d::Register();
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
