// A number of one field in every lane: what the kernels compute with.

// Only FUSED fuses, so that every family rounds at the same places.
#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))

typedef double V __attribute__((vector_size(8 * WIDTH)));

/// For every lane all ones or all zeros: what comparisons give.
typedef long long Mask __attribute__((vector_size(8 * WIDTH)));

INLINE int anyOf(Mask m) { return __builtin_reduce_or(m) != 0; }
INLINE V load(const double *p) { return *(const V *)p; }
INLINE void store(double *p, V x) { *(V *)p = x; }
// x − 0 is x, also where x is −0.
INLINE V all(double x) { return x - (V){}; }

#if IS_COMPLEX

/// Doubles between one entry of a lane matrix and the next.
enum { SIZE = 2 * ck_lanes };
typedef struct { V re, im; } Entry;

INLINE Entry read(const double *p) { return (Entry){load(p), load(p + ck_lanes)}; }
INLINE void write(double *p, Entry x) { store(p, x.re), store(p + ck_lanes, x.im); }
/// The i-th of the numbers at p, the same in every lane.
INLINE Entry constant(const double *p, int i) { return (Entry){all(p[2 * i]), all(p[2 * i + 1])}; }
INLINE Entry conjugate(Entry x) { return (Entry){x.re, -x.im}; }
INLINE Entry minus(Entry x) { return (Entry){-x.re, -x.im}; }
INLINE Entry plus(Entry x, Entry y) { return (Entry){x.re + y.re, x.im + y.im}; }
/// s·x with s real.
INLINE Entry times(V s, Entry x) { return (Entry){s * x.re, s * x.im}; }
/// s·x + y with s real.
INLINE Entry scaled(V s, Entry x, Entry y) { return (Entry){FUSED(s, x.re, y.re), FUSED(s, x.im, y.im)}; }
/// a·b + x.
INLINE Entry fused(Entry a, Entry b, Entry x) {
  x.re = FUSED(-a.im, b.im, FUSED(a.re, b.re, x.re));
  x.im = FUSED(a.im, b.re, FUSED(a.re, b.im, x.im));
  return x;
}
/// a·b.
INLINE Entry multiplied(Entry a, Entry b) {
  return (Entry){FUSED(-a.im, b.im, a.re * b.re), FUSED(a.im, b.re, a.re * b.im)};
}
/// Re(ā·b) + x.
INLINE V inner(Entry a, Entry b, V x) { return FUSED(a.im, b.im, FUSED(a.re, b.re, x)); }
INLINE Entry realPart(Entry x) { return (Entry){x.re, all(0)}; }

#else

enum { SIZE = ck_lanes };
typedef V Entry;

INLINE Entry read(const double *p) { return load(p); }
INLINE void write(double *p, Entry x) { store(p, x); }
INLINE Entry constant(const double *p, int i) { return all(p[i]); }
INLINE Entry conjugate(Entry x) { return x; }
INLINE Entry minus(Entry x) { return -x; }
INLINE Entry plus(Entry x, Entry y) { return x + y; }
INLINE Entry times(V s, Entry x) { return s * x; }
INLINE Entry scaled(V s, Entry x, Entry y) { return FUSED(s, x, y); }
INLINE Entry fused(Entry a, Entry b, Entry x) { return FUSED(a, b, x); }
INLINE Entry multiplied(Entry a, Entry b) { return a * b; }
INLINE V inner(Entry a, Entry b, V x) { return FUSED(a, b, x); }
INLINE Entry realPart(Entry x) { return x; }

#endif
