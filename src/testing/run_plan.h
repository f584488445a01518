// A tensor through a plan, in all the ways that JavaScript has.
#ifndef UPSAMPLING2D_TESTING_RUN_PLAN_H_
#define UPSAMPLING2D_TESTING_RUN_PLAN_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/dtype.h"
#include "layer/tensor_plan.h"
#include "layer/workspace.h"
#include "testing/random.h"
#include "testing/reference.h"

namespace upsampling2d {

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

std::string KernelName(const TensorPlan& plan);

// Bands that are staged all anew, or each as the continuation of the one before.
enum class Staging { kAnew, kContinued };

// All bands in order; no result, as of a failed allocation, is empty. The room behind what is staged holds other bytes
// on every call, which must not matter.
std::vector<uint8_t> RunBands(const PlanCase& given, Staging staging, const std::vector<uint8_t>& in, TensorPlan* plan,
                              Workspace* workspace);
// One band, into its place in `out`.
bool RunBand(const PlanCase& given, int64_t band, bool continued, const std::vector<uint8_t>& in,
             std::vector<uint8_t>* out, TensorPlan* plan, Workspace* workspace);
std::vector<uint8_t> RunHeld(const PlanCase& given, const std::vector<uint8_t>& in, TensorPlan* plan,
                             Workspace* workspace);

// "", or how the output differs from the truth: not at all where pixels are copied or arithmetic is exact, else by
// rounding.
std::string CheckOutput(const PlanCase& given, const std::vector<uint8_t>& in, const std::vector<uint8_t>& out);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_TESTING_RUN_PLAN_H_
