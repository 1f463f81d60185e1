// The top Lyapunov exponent of products of I - 0.5 g g^T, g standard normal in R^N, along one chain: xoshiro256++ and a
// ziggurat of 256 layers. Usage: lyapunov N factors. Prints seconds per factor and the exponent, as JSON.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { repeats = 5, most = 8 };
#define ROTATED(x, k) (((x) << (k)) | ((x) >> (64 - (k))))

typedef struct {
  uint64_t s[4];
} Generator;

static double edge[257], density[257], width[256];
static uint64_t inside[256];

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static uint64_t splitmix(uint64_t *x) {
  uint64_t z = (*x += 0x9e3779b97f4a7c15ull);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

static inline uint64_t next(Generator *g) {
  uint64_t *s = g->s, result = ROTATED(s[0] + s[3], 23) + s[0], t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = ROTATED(s[3], 45);
  return result;
}

static double fraction(Generator *g) {
  return (next(g) >> 11) * 0x1p-53;
}

static void prepareZiggurat(void) {
  double tail = 3.6541528853610088, area = 0.00492867323399;
  edge[256] = area / exp(-.5 * tail * tail);
  edge[255] = tail;
  for (int i = 254; i > 0; i--) edge[i] = sqrt(-2 * log(area / edge[i + 1] + exp(-.5 * edge[i + 1] * edge[i + 1])));
  edge[0] = 0;
  for (int i = 0; i <= 256; i++) density[i] = exp(-.5 * edge[i] * edge[i]);
  for (int i = 0; i < 256; i++) {
    width[i] = edge[i + 1] / 4503599627370496.0;
    inside[i] = (uint64_t)(edge[i] / edge[i + 1] * 4503599627370496.0);
  }
}

static double __attribute__((noinline)) outsideNormal(Generator *g, int i, uint64_t bits, double x) {
  for (;;) {
    if (i == 255) {
      double a, b;
      do {
        a = -log(fraction(g) + 0x1p-54) / edge[255];
        b = -log(fraction(g) + 0x1p-54);
      } while (b + b < a * a);
      return bits & 256 ? -(edge[255] + a) : edge[255] + a;
    }
    double height = density[i + 1] + (density[i] - density[i + 1]) * fraction(g);
    if (height < exp(-.5 * x * x)) return x;
    bits = next(g);
    i = bits & 255;
    uint64_t m = bits >> 12;
    x = (bits & 256 ? -1.0 : 1.0) * m * width[i];
    if (m < inside[i]) return x;
  }
}

static inline double normal(Generator *g) {
  uint64_t bits = next(g), m = bits >> 12, sign;
  int i = bits & 255;
  double x = (double)(int64_t)m * width[i];
  memcpy(&sign, &x, 8);
  sign |= (bits << 55) & 0x8000000000000000ull;
  memcpy(&x, &sign, 8);
  return __builtin_expect(m < inside[i], 1) ? x : outsideNormal(g, i, bits, x);
}

static double exponent(Generator *g, int n, long factors) {
  double w[most], a[most], total = 0;
  for (int k = 0; k < n; k++) w[k] = 1 / sqrt(n);
  for (long step = 0; step < factors; step++) {
    double q = 0;
    for (int k = 0; k < n; k++) {
      a[k] = normal(g);
      q += a[k] * w[k];
    }
    q *= .5;
    for (int k = 0; k < n; k++) w[k] -= q * a[k];
    // Rescaled every 16 factors, long before anything under- or overflows.
    if ((step & 15) == 15 || step == factors - 1) {
      double z = 0;
      for (int k = 0; k < n; k++) z += w[k] * w[k];
      total += .5 * log(z);
      z = 1 / sqrt(z);
      for (int k = 0; k < n; k++) w[k] *= z;
    }
  }
  return total / factors;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  int n = atoi(arguments[1]);
  long factors = atol(arguments[2]);
  if (n < 1 || n > most) return 2;
  prepareZiggurat();
  Generator g;
  uint64_t seed = 1;
  for (int i = 0; i < 4; i++) g.s[i] = splitmix(&seed);
  double times[repeats], sum = 0;
  for (int repeat = 0; repeat < repeats; repeat++) {
    double start = now();
    sum += exponent(&g, n, factors);
    times[repeat] = (now() - start) / factors;
  }
  qsort(times, repeats, sizeof(double), compare);
  printf("{\"seconds\": %.9g, \"check\": %.9g}\n", times[repeats / 2], sum / repeats);
  return 0;
}
