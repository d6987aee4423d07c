#pragma once

/// The instruction families, best last.
typedef enum { ck_portable, ck_neon, ck_avx2, ck_avx512, ck_family_count } ck_family;

/// Whether this build has the family, and this processor its instructions.
int ck_is_available(ck_family family);
