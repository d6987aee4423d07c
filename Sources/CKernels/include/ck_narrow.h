#pragma once

// Steps of gradient descent for one real network with one output and a = 0: vectors instead of matrices.
//
// With S_j = W_N ··· W_{j+1}, a row of d_j numbers, and E = Φ − W_{1:N} = Φ − S_0 (for other losses their −∇ℓ):
//
//     P_0 = Eᵀ,  P_j = W_j P_{j−1},    W_j ← W_j + η S_jᵀ P_{j−1}ᵀ    for j = 1 … N
//
// Each weight is read for S, then read for P and written: 24 bytes a step. Every sum is made in one order, whatever the
// vectors' length: over the columns of a row in eight parts, column c in part c mod 8, which are added at the end.

#include "ck_family.h"

typedef struct {
  /// N ≥ 2.
  int depth;
  /// d_0 … d_{N−1}, and the same rounded up to a multiple of 8: doubles from a row of W_{j+1} to the next. What lies between is 0.
  const int *_Nonnull width, *_Nonnull stride;
  /// Where W_1 … W_N, S_0 … S_{N−1}, P_0 … P_{N−1} begin, in doubles from the beginning of the memory.
  const long *_Nonnull w, *_Nonnull s, *_Nonnull p;
  /// η.
  double step_size;
  /// Φ, and the mask or Λ (d_0 rows, each `stride[0]` doubles) or null.
  const double *_Nonnull target, *_Nullable mask, *_Nullable covariance;
} ck_narrow;

/// Takes up to `steps` steps, and ends before the first whose weights have ℓ < `loss_bound` or not ℓ ≤ `objective_bound`; the first
/// step is taken in any case where `is_tested`.
///
/// `memory` is aligned to 64 bytes. Returns the steps taken; `*loss` is ℓ where it was computed last: before the last step, or at the
/// weights that are left where fewer than `steps` were taken.
long ck_narrow_run(
    const ck_narrow *_Nonnull network, ck_family family, double *_Nonnull memory, long steps, int is_tested,
    double loss_bound, double objective_bound, double *_Nonnull loss);

/// ℓ at the weights in `memory`.
double ck_narrow_loss(const ck_narrow *_Nonnull network, ck_family family, double *_Nonnull memory);
