// Contents of tensors for tests, and how far a computed tensor may be from the exact one.
#ifndef UPSAMPLING2D_TESTING_ELEMENTS_H_
#define UPSAMPLING2D_TESTING_ELEMENTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "core/dtype.h"
#include "testing/random.h"

namespace upsampling2d {

// `count` finite elements: integers of the whole range, one in eight at its ends; reals up to 1000; pictures with
// transparent pixels. The block is exactly that large, for AddressSanitizer.
std::vector<uint8_t> RandomElements(Dtype dtype, int64_t count, Random* random);

// Whether reals of this type are computed in double.
bool ComputesInDouble(Dtype dtype);

// What rounding may add to each result of a sum of `taps` products, with weights whose magnitudes sum to `gain`.
double Tolerance(bool in_double, int taps, double gain, double largest_input);

// "", or a sentence on the first of the elements that is not a rounding of a number within `tolerance` of the exact
// one.
std::string FirstWrong(Dtype dtype, const uint8_t* elements, const std::vector<double>& exact, double tolerance);

// The largest magnitude among them.
double Largest(const std::vector<double>& values);

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_TESTING_ELEMENTS_H_
