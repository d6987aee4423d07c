// Step after step of a program, until some lane leaves its bounds.

/// Whether some lane of some group has ℓ < loss bound, or not ℓ + r ≤ objective bound.
INLINE int anyLaneTriggered(const ck_program *p, const double *memory, long groups, long stride) {
  Mask triggered = {};
  for (const double *group = memory; group < memory + groups * stride; group += stride) {
    for (const double *m = group; m < group + ck_lanes; m += WIDTH) {
      V loss = load(m + p->loss), objective = loss + load(m + p->penalty);
      // NaN fails the second comparison.
      triggered |= (loss < load(m + p->loss_bound)) | ~(objective <= load(m + p->objective_bound));
    }
  }
  return anyOf(triggered);
}

long EXPORTED(run)(const ck_program *p, double *memory, long groups, long stride, long phase, long steps) {
  for (long k = 0; k < steps; k++) {
    const ck_operation *o = p->step[(phase + k) & 1], *end = o + p->operations;
    for (; o < end; o++) o->run(o, memory, groups, stride);
    if (anyLaneTriggered(p, memory, groups, stride)) return k;
  }
  return steps;
}
