// The walk of rows through the passes of a plan: the cursor of one tensor that is being computed.
#ifndef UPSAMPLING2D_LAYER_RUN_H_
#define UPSAMPLING2D_LAYER_RUN_H_

#include <cstdint>

#include "core/status.h"
#include "layer/bands.h"
#include "layer/copy_rows.h"
#include "layer/plan.h"
#include "layer/scratch.h"

namespace upsampling2d {

// The source rows of one target row, with their weights as the vertical kernels have them.
struct VerticalWindow {
  int64_t start;
  UntypedTaps taps;

  int64_t end() const { return start + taps.count; }
};

class Run {
 public:
  // Computes in `scratch`, which others may use as well, one after the other.
  explicit Run(Scratch* scratch) : scratch_(*scratch) {}

  // Turns to this plan, at `source_row` of any of its planes. The plan must stay until the next Begin().
  Status Begin(const Plan& plan, int64_t source_row);
  // Whether it can go on where it was: nobody else has used the scratch memory since.
  bool CanContinue(const Plan& plan) const { return plan_ == &plan && scratch_.epoch == epoch_; }
  // Whether rows that have been read once are not read again, and from which one on they are.
  bool ReadsOnce() const { return plan_->slots > 0; }
  int64_t next_row() const { return next_row_; }

  // Computes the target rows of a band: the next ones of a plane, or any after Begin().
  void Rows(const Band& band, SourceRows in, uint8_t* out);

 private:
  const uint8_t* RowAt(const SourceRows& in, int64_t row) const {
    return in.data + (row - in.first) * plan_->InRowBytes();
  }
  int64_t SlotOf(int64_t row) const;
  uint8_t* KeptRow(int64_t row);
  HorizontalPass Horizontal(bool exact = false);
  // Over whole planes, whose rows are its pixels.
  HorizontalPass Vertical();
  VerticalWindow WindowOf(int64_t t);
  // The exact one, as if the axis kept none.
  VerticalWindow MakeWindow(int64_t t);
  // Keeps the rows of a window, and looks at them, as far as the plan wants that. False: with these rows only the exact
  // window will do.
  bool ReadRows(const VerticalWindow& window, const Band& band, const SourceRows& in);
  // How many rows are read at once where the horizontal pass is first.
  int64_t RowsAhead(const Band& band) const;
  // Lets tap_rows point to the rows of a window.
  void PointToRows(const VerticalWindow& window, const SourceRows& in);
  void KeepRows(int64_t rows, const uint8_t* in, uint8_t* kept);
  // The planes of a band, each of which is whole, with as many passes over them as find room between the passes.
  void FilterPlanes(const Band& band, SourceRows in, uint8_t* out);
  // So many of them, of the elements that the first pass reads.
  void FilterTogether(int64_t planes, const uint8_t* in, uint8_t* out);
  // One of them, or one part, row by row.
  void FilterPlane(const Band& band, const SourceRows& in, uint8_t* out);
  void FilterHorizontallyFirst(const Band& band, const SourceRows& in, uint8_t* out);
  // The target row whose window this is, with the second, which is the next one. False: they are not sums of the same
  // two rows, and nothing is done.
  bool SumTwoTargetRows(const VerticalWindow& window, int64_t second, uint8_t* out);
  void ConvertSums(const VerticalWindow& window, uint8_t* out);
  void FilterVerticallyFirst(const Band& band, const SourceRows& in, uint8_t* out);
  void FilterTargetRow(const VerticalWindow& window, uint8_t* line, uint8_t* out);
  // The sum of `count` elements of the rows under a window, from where tap_rows point.
  void SumTapRows(const VerticalWindow& window, int64_t count, void* dst);
  void MoveTapRows(const VerticalWindow& window, int64_t bytes);

  Scratch& scratch_;
  const Plan* plan_ = nullptr;
  double epoch_ = 0;
  // The next source row of the plane that is to be read: filtered horizontally or converted, and kept, or looked at.
  int64_t next_row_ = 0;
  // The last row before it that is not moderate, or -1.
  int64_t last_immoderate_row_ = -1;
};

}  // namespace upsampling2d

#endif  // UPSAMPLING2D_LAYER_RUN_H_
