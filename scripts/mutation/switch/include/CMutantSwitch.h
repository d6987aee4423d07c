/* Which mutant a process runs, and which rewritten places it reaches: for the rewritten sources of scripts/mutate. */
#ifndef C_MUTANT_SWITCH_H
#define C_MUTANT_SWITCH_H

#include <stdint.h>

/* The number in DEEPLINEAR_MUTANT; 0, the original, without it. */
extern int32_t mutant_chosen;
/* One byte for each place, in the file that DEEPLINEAR_MUTANT_TRACE names; null without it. */
extern uint8_t *mutant_reached;

/* The number of the mutant that runs; notes that `place` is reached. */
static inline int32_t mutant_at(int32_t place) {
  if (mutant_reached) mutant_reached[place] = 1;
  return mutant_chosen;
}

#endif
