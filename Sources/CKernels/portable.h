// Any processor: products are rounded before they are added.
#define FAMILY portable
#define WIDTH 2
#define FUSED(a, b, c) ((a) * (b) + (c))
#define REAL_TILE 2
#define COMPLEX_TILE 2
#define END_FAMILY
