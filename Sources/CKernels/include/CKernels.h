#pragma once

#include "ck_family.h"
#include "ck_narrow.h"
#include "ck_scratch.h"

// Lane-matrix products: eight seeds side by side, one in each lane of a vector.
//
// A *group* is eight seeds. Its matrices are in one piece of memory, row by row, an entry being eight doubles, one a
// seed (16 over the complex numbers: eight real parts, then eight imaginary ones). An *operation* makes one matrix of
// others, in every lane alike; a *program* is a list of operations that takes one step of gradient descent. Lanes never
// meet: what a lane holds depends on nothing in the other lanes.
//
// Every entry of a product is summed in one order, fused multiply-add by fused multiply-add, whatever the vectors' length,
// so that the families with such an instruction give the same bits. The portable family rounds products too: its bits differ.

enum { ck_lanes = 8 };

/// A product that is added to a result; Xᴴ is the conjugate transpose.
typedef enum {
  ck_none,
  ck_ab,          // A B
  ck_minus_ab,    // −A B
  ck_abh,         // A Bᴴ
  ck_ahb,         // Aᴴ B
  ck_a            // A
} ck_product;

/// What is done with the sum S of an operation's terms.
typedef enum {
  ck_store,       // C ← S
  ck_scaled,      // C ← scale·S
  ck_updated,     // C ← X + scale·S
  ck_residual,    // C ← Φ − S, and total ← factor·‖C‖_F²
  ck_masked,      // C ← M ∘ (Φ − S), likewise
  ck_weighted,    // C ← S, and total ← factor·Re ⟨X, S⟩
  ck_balance      // C ← scale·(A Aᴴ − Bᴴ B), Hermitian, and total ← factor·‖C‖_F²
} ck_epilogue;

typedef struct {
  ck_product product;
  /// The length of the sum.
  int inner;
  /// Where A and B begin, in doubles from the beginning of a group.
  int a, b;
} ck_term;

typedef struct ck_operation {
  /// Set by `ck_bind`.
  void (*run)(const struct ck_operation *, double *memory, long groups, long stride);
  /// Shape of C.
  int rows, columns;
  ck_epilogue epilogue;
  /// The products; those after the last are ck_none. `ck_balance` has A Aᴴ and Bᴴ B.
  ck_term term[3];
  /// Where C, X and the total (eight doubles) begin, as in a term.
  int c, x, total;
  double scale, factor;
  /// The total is added to the numbers there.
  int adds;
  /// Φ and M, shared by all seeds, row by row; complex entries are pairs.
  const double *target, *mask;
} ck_operation;

/// Chooses the code of an operation.
void ck_bind(ck_operation *operation, ck_family family, int is_complex);

/// Carries out operations once, in every group: `stride` doubles lie between the beginnings of two.
void ck_execute(const ck_operation *operations, int count, double *memory, long groups, long stride);

/// A step of gradient descent: `step[0]` reads the weights that `step[1]` wrote, and the other way round.
typedef struct {
  const ck_operation *step[2];
  int operations;
  /// Where eight doubles each begin: ℓ, r, and the least ℓ and the greatest ℓ + r with which a lane continues.
  int loss, penalty, loss_bound, objective_bound;
} ck_program;

/// Takes up to `steps` steps of every group, the first with `step[phase & 1]`, and ends after the first in which some lane had
/// ℓ < loss bound or not ℓ + r ≤ objective bound.
///
/// Returns the number of steps before that one: `steps` where there was none.
long ck_run(
    const ck_program *program, ck_family family, double *memory, long groups, long stride, long phase, long steps);

/// Singular value decompositions of eight matrices of one shape, rows ≥ columns, in lanes.
///
/// A becomes U; `v` (columns × columns, or null) V; `values` the singular values in no order. Columns of U are not finite where a
/// value is zero. Values below 2⁻²⁴⁰ of the largest are as good as zero: right to that alone, and their columns of U need not be
/// orthogonal. A matrix whose largest entry is subnormal counts as zero. Returns a bit for each lane, from the lowest, whose columns
/// are not orthogonal after 64 sweeps: none, as a rule.
int ck_jacobi(
    ck_family family, int is_complex, double *a, int rows, int columns, double *v, double *values);
