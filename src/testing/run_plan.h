// A tensor through a plan, in all the ways that JavaScript has.
#ifndef UPSAMPLING2D_TESTING_RUN_PLAN_H_
#define UPSAMPLING2D_TESTING_RUN_PLAN_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/dtype.h"
#include "layer/bands.h"
#include "layer/plan.h"
#include "layer/resident.h"
#include "layer/scratch.h"
#include "layer/staging.h"
#include "testing/random.h"
#include "testing/reference.h"

namespace upsampling2d {

// The module has one of these: all plans work in it, one after the other.
struct Engine {
  Scratch scratch;
  Staging staging{&scratch};
};

struct PlanCase {
  LayerConfig config;
  Direction direction;
  std::array<int64_t, 4> dims;
  Dtype in;
  Dtype out;
};

std::string Text(const PlanCase& given);

// Elements of the tensor that the plan reads, and of the one that it writes.
int64_t InElements(const PlanCase& given);
int64_t OutElements(const PlanCase& given);

std::string KernelName(const Plan& plan);

// Bands that are staged all anew, or each as the continuation of the one before.
enum class Staged { kAnew, kContinued };

// All bands in order. The result is empty after a failed allocation. The room behind the staged rows has other bytes on
// every call, which must not matter.
std::vector<uint8_t> RunBands(const PlanCase& given, Staged staged, const std::vector<uint8_t>& in, const Plan& plan,
                              Engine* engine);
// One band, into its place in `out`.
bool RunBand(const PlanCase& given, int64_t band, bool continued, const std::vector<uint8_t>& in,
             std::vector<uint8_t>* out, const Plan& plan, Engine* engine);
// The whole tensor at once, as a resident plan runs.
std::vector<uint8_t> RunWhole(const PlanCase& given, const std::vector<uint8_t>& in, const Plan& plan, Engine* engine);

// Whether the plan computes TensorFlow's bits, whatever the elements are.
bool HasTensorFlowBits(const PlanCase& given);

// "", or how the output differs from the reference: from TensorFlow's arithmetic, bit by bit, where the plan has that;
// else from the definition. There it must be equal where pixels are copied or arithmetic is exact, and may differ by
// rounding elsewhere.
std::string CheckOutput(const PlanCase& given, const std::vector<uint8_t>& in, const std::vector<uint8_t>& out);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_TESTING_RUN_PLAN_H_
