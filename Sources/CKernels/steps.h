// Step after step of a program, until a lane must be looked at.

/// Whether some lane of some group has ℓ < lowest, or not ℓ + r ≤ highest.
INLINE int rings(const ck_program *p, const double *memory, long groups, long stride) {
  Mask rung = {};
  for (const double *group = memory; group < memory + groups * stride; group += stride) {
    for (const double *m = group; m < group + ck_lanes; m += WIDTH) {
      V loss = load(m + p->loss), objective = loss + load(m + p->penalty);
      // NaN fails the second comparison.
      rung |= (loss < load(m + p->lowest)) | ~(objective <= load(m + p->highest));
    }
  }
  return anyOf(rung);
}

long EXPORTED(run)(const ck_program *p, double *memory, long groups, long stride, long phase, long steps) {
  for (long k = 0; k < steps; k++) {
    const ck_operation *o = p->step[(phase + k) & 1], *end = o + p->operations;
    for (; o < end; o++) o->run(o, memory, groups, stride);
    if (rings(p, memory, groups, stride)) return k;
  }
  return steps;
}
