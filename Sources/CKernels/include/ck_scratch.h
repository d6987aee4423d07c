#pragma once

/// Numbers that `ck_scratch` has room for.
enum { ck_scratch_size = 4096 };

/// Memory of this thread's own, for the length of one product: a heap's lock would be what the product avoids.
static inline double *_Nonnull ck_scratch(void) {
  static _Thread_local double memory[ck_scratch_size];
  return memory;
}
