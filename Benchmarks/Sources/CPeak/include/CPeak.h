#pragma once

// The most floating-point operations that a core can do: multiply-adds on registers alone, with more independent sums than the
// units have stages, and nothing to load or store.

/// The instruction families; the numbers are of this header alone.
typedef enum { cp_portable, cp_neon, cp_avx2, cp_avx512 } cp_family;

/// Carries out `rounds` rounds of multiply-adds on this thread.
///
/// Returns how many operations on doubles that was, an addition and a multiplication counting as two; 0 where this build has no
/// code of the family. The portable family multiplies, rounds and adds, as its kernels do. The processor must have the
/// instructions.
double cp_multiply_add(cp_family family, long rounds);

/// Adds up `count` numbers, a multiple of 256, `rounds` times, and returns how many bytes that read; 0 where this build has no code of
/// the family. The numbers are aligned to 64 bytes.
double cp_read(cp_family family, const double *numbers, long count, long rounds);
