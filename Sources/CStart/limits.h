#pragma once

/// Raises limits that are too small as far as the process may; where one stays too small, says which, and ends the process with
/// status 1. Takes no memory.
void cs_check_limits(void);
