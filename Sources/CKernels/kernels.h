// The kernels of one instruction family over one field. What includes this defines before
//
//   WIDTH            doubles in a vector, of which eight lanes fill one or several
//   FUSED(a, b, c)   a·b + c
//   IS_COMPLEX       the field
//   TILE             rows and columns of sums that fit the registers
//   NARROW_COLUMNS   vectors of eight sums that fit the registers; a power of 2
//   NARROW_ROWS      rows whose sums and factors do
//   EXPORTED(name)   the name of what is called from dispatch.c

#include "CKernels.h"
#include "entry.h"
#include "products.h"
#include "shapes.h"
#include "jacobi.h"
#include "steps.h"
#if !IS_COMPLEX
#include "narrow.h"
#endif
END_FAMILY
