// Everything that is decided for one shape and element type before data arrive, and the walk of the data through it:
// bands of target rows, for each of them the source rows they need, and both passes in the order of the kernels.
#ifndef UPSAMPLING2D_LAYER_TENSOR_PLAN_H_
#define UPSAMPLING2D_LAYER_TENSOR_PLAN_H_

#include <array>
#include <cstdint>

#include "core/axis_plan.h"
#include "core/buffer.h"
#include "core/dtype.h"
#include "core/filter.h"
#include "core/shape.h"
#include "core/status.h"
#include "kernels/filter_rows.h"
#include "kernels/repeat.h"
#include "layer/kernel_set.h"
#include "layer/workspace.h"

namespace upsampling2d {

enum class Direction { kForward, kGradient };

struct LayerConfig {
  int row_factor;
  int col_factor;
  bool channels_first;
  Interpolation interpolation;
  Coordinates coordinates;
};

// A part of the work: target rows [target_begin, target_end) of `planes` planes from `plane` on, and the source rows
// [source_begin, source_end) of these planes that it still needs. More than one plane are whole ones.
struct Band {
  int64_t plane;
  int64_t planes;
  int64_t target_begin;
  int64_t target_end;
  int64_t source_begin;
  int64_t source_end;
};

// Where a staged band lies in the tensors, in elements, and in the staging areas, in bytes of address.
struct StagedBand {
  double in_begin;
  double in_count;
  double out_begin;
  double out_count;
  double in_address;
  double out_address;
};

class TensorPlan {
 public:
  // `dims` is the shape of the forward input. For the gradient, the plan reads tensors of the output's shape.
  Status Make(const LayerConfig& config, Direction direction, const std::array<int64_t, 4>& dims, Dtype in, Dtype out);

  int64_t bands() const { return bands_per_plane_ > 0 ? bands_per_plane_ * source_.planes : plane_bands_; }

  // Finds room for a band's rows. `continued`: directly after Run() of the band before it; then rows that it has left
  // are not staged again. nullptr: out of memory.
  const StagedBand* Stage(int64_t band, bool continued, Workspace* workspace);
  // Computes the band that Stage() readied last.
  void Run(Workspace* workspace);

  // Room for the whole input and output, as long as the plan lives.
  Status Hold(Workspace* workspace);
  uint8_t* held_in() { return held_in_.data(); }
  uint8_t* held_out() { return held_out_.data(); }
  // Computes held_out() from held_in().
  Status RunHeld(Workspace* workspace);

  // The kernels that serve this plan, such as "filter_f32__simd128", as a C string.
  static constexpr int kKernelNameSize = 32;
  void WriteKernelName(char* name) const;

 private:
  Status MakeAxes(const LayerConfig& config, Direction direction, const Shape& forward_source);
  const KernelSet* ChooseKernels(int whole_shift) const;
  Status MakeKernels();
  void ChooseBands();
  Band BandOf(int64_t index) const;
  Status ReserveScratch(Workspace* workspace) const;
  void KeepRows(const Band& band, bool same_plane, Workspace* workspace);

  int64_t InRowBytes() const { return source_.RowElements() * Info(in_).bytes; }
  int64_t OutRowBytes() const { return target_.RowElements() * Info(out_).bytes; }
  int64_t LineBytes() const;
  const Pass& RowsPass() const { return kernels_->vertical_first ? *kernels_->first : *kernels_->second; }
  const Pass& ColsPass() const { return kernels_->vertical_first ? *kernels_->second : *kernels_->first; }
  RowFilter HorizontalFilter() const;
  UntypedTaps VerticalTaps(const Window& window) const;

  // Source rows in memory: `first` is the number of the row at `data`.
  struct Rows {
    const uint8_t* data;
    int64_t first;
  };
  const uint8_t* RowAt(const Rows& in, int64_t row) const { return in.data + (row - in.first) * InRowBytes(); }
  void RunBand(const Band& band, Rows in, uint8_t* out, Workspace* workspace);
  void CopyPlane(const Band& band, const Rows& in, uint8_t* out);
  void FilterHorizontallyFirst(const Band& band, const Rows& in, uint8_t* out, Workspace* workspace);
  void FilterSourceRow(const uint8_t* in, uint8_t* line, Workspace* workspace);
  void FilterLines(const Window& window, uint8_t* out);
  void MoveTapRows(const Window& window, int64_t bytes);
  void FilterVerticallyFirst(const Band& band, const Rows& in, uint8_t* out, Workspace* workspace);
  void FilterTargetRow(const Window& window, uint8_t* line, uint8_t* out);

  Shape source_;
  Shape target_;
  Dtype in_;
  Dtype out_;
  bool copies_ = false;
  bool periodic_cols_ = true;
  // Forward weights sum to 1, those of a gradient need not.
  bool normalised_ = true;
  AxisPlan rows_;
  AxisPlan cols_;
  const KernelSet* kernels_ = nullptr;
  Buffer<uint8_t> row_weights_;
  Buffer<uint8_t> col_weights_;
  RepeatPattern repeat_;

  // Tall planes are cut into bands of rows, low ones are grouped.
  int64_t bands_per_plane_ = 0;
  int64_t rows_per_band_ = 0;
  int64_t plane_bands_ = 0;
  int64_t planes_per_band_ = 0;
  // Source rows for which there is room in the staging area, and rows between the passes at the same time.
  int64_t staged_rows_ = 0;
  int64_t slots_ = 0;
  // Whether all rows of a plane pass the horizontal filter at once.
  bool whole_planes_ = false;
  // Inner steps of a row that go through both passes together where the vertical one is first.
  int64_t piece_steps_ = 0;
  Buffer<const void*> tap_rows_;

  Band band_ = {};
  StagedBand staged_ = {};
  // Rows [first_staged_, end_staged_) of the band's plane lie in the staging area.
  int64_t first_staged_ = 0;
  int64_t end_staged_ = 0;
  // The next source row of the band's plane that is to pass the horizontal filter, where that is the first.
  int64_t next_row_ = 0;
  Buffer<uint8_t> held_in_;
  Buffer<uint8_t> held_out_;
};

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_LAYER_TENSOR_PLAN_H_
