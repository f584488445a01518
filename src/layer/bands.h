// The parts in which a tensor is computed. They are only numbers and have no memory. Bands may be computed in any
// order.
#ifndef UPSAMPLING2D_LAYER_BANDS_H_
#define UPSAMPLING2D_LAYER_BANDS_H_

#include <cstdint>

namespace upsampling2d {

struct Plan;

// Target rows [target_begin, target_end) of `planes` planes, of which `plane` is the first, and the source rows
// [source_begin, source_end) that they read. A band of more than one plane has all rows.
struct Band {
  int64_t plane;
  int64_t planes;
  int64_t target_begin;
  int64_t target_end;
  int64_t source_begin;
  int64_t source_end;

  int64_t TargetRows() const { return target_end - target_begin; }
};

// The place of a band in the two tensors, in elements. Source rows that bands have in common are counted in each of
// them.
struct BandPlace {
  int64_t in_begin;
  int64_t in_end;
  int64_t out_begin;
  int64_t out_end;
};
BandPlace PlaceOf(const Plan& plan, const Band& band);

// The whole tensor as one band.
Band WholeOf(const Plan& plan);

// Tall planes are cut into bands of rows, and low planes are grouped, so that the source and target rows of a band stay
// in the second-level cache.
class Bands {
 public:
  Bands() = default;
  // The plan must stay as long as the bands do.
  explicit Bands(const Plan& plan);

  int64_t count() const;
  Band At(int64_t index) const;

  bool CutsPlanes() const { return bands_per_plane_ > 1; }
  // The most source rows of a plane that one band can read.
  int64_t MostSourceRows() const;

 private:
  const Plan* plan_ = nullptr;
  int64_t target_rows_ = 0;
  // The last band of a plane has up to half as many more, or as many less.
  int64_t rows_per_band_ = 0;
  int64_t bands_per_plane_ = 0;
  int64_t planes_per_band_ = 0;
};

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_LAYER_BANDS_H_
