#pragma once

/// How many blocks all threads of this process have allocated.
long cc_allocations(void);

/// Begins to count the instructions that this thread completes in user mode.
///
/// Returns the counter to pass to `cc_end_instructions`, or −1 where the system or the (virtual) processor does not count them.
int cc_begin_instructions(void);

/// The instructions since `cc_begin_instructions`, which it ends.
long cc_end_instructions(int counter);
