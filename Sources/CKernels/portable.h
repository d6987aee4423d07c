// Any processor: products are rounded before they are added.
#define FAMILY portable
#define WIDTH 2
// Not for speed: no size is compiled for itself.
#define ANY_SIZE
#define FUSED(a, b, c) ((a) * (b) + (c))
#define REAL_TILE 2
#define NARROW_COLUMNS 1
#define NARROW_ROWS 1
#define COMPLEX_TILE 2
#define END_FAMILY
