// The top Lyapunov exponent of products of I - g g^T / 2, g one of N vectors in R^N drawn anew for each factor: the product of
// ../product-problem.ts. Compiled with -DN=2 and so on. Usage: product factors, along one chain; product interval HALFWIDTH,
// along 32 chains that become twice as long until Student's interval at 95 % is narrow enough. Prints seconds per factor, or
// seconds, and the exponent, as JSON.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { repeats = 5, chains = 32, burnIn = 2048 };
#define ROTATED(x, k) (((x) << (k)) | ((x) >> (64 - (k))))

typedef struct {
  uint64_t s[4];
} Generator;

typedef struct {
  Generator g;
  double w[N];
} Chain;

static double rows[N][N];

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

static void prepareRows(void) {
  uint32_t state = 12345;
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      state = state * 1664525u + 1013904223u;
      rows[i][j] = (i == j) + trunc(8 * (state / 4294967296.0 * 2 - 1)) / 16;
    }
}

static Chain begun(uint64_t seed) {
  Chain chain;
  for (int i = 0; i < 4; i++) chain.g.s[i] = splitmix(&seed);
  for (int k = 0; k < N; k++) chain.w[k] = 1 / sqrt(N);
  return chain;
}

// By how much the logarithm of the length grows.
static double growth(Chain *chain, long factors) {
  Generator g = chain->g;
  double w[N], total = 0;
  memcpy(w, chain->w, sizeof w);
  for (long step = 0; step < factors; step++) {
    const double *a = rows[((next(&g) >> 32) * N) >> 32];
    double q = 0;
    for (int k = 0; k < N; k++) q += a[k] * w[k];
    q *= .5;
    for (int k = 0; k < N; k++) w[k] -= q * a[k];
    // Rescaled every 16 factors, long before anything under- or overflows.
    if ((step & 15) == 15 || step == factors - 1) {
      double z = 0;
      for (int k = 0; k < N; k++) z += w[k] * w[k];
      total += .5 * log(z);
      z = 1 / sqrt(z);
      for (int k = 0; k < N; k++) w[k] *= z;
    }
  }
  memcpy(chain->w, w, sizeof w);
  chain->g = g;
  return total;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void alongOne(long factors) {
  Chain chain = begun(1);
  double times[repeats], sum = 0;
  for (int repeat = 0; repeat < repeats; repeat++) {
    double start = now();
    sum += growth(&chain, factors) / factors;
    times[repeat] = (now() - start) / factors;
  }
  qsort(times, repeats, sizeof(double), compare);
  printf("{\"seconds\": %.9g, \"check\": %.9g}\n", times[repeats / 2], sum / repeats);
}

static double toInterval(double halfWidth) {
  Chain all[chains];
  for (int c = 0; c < chains; c++) {
    all[c] = begun(c + 1);
    growth(&all[c], burnIn);
  }
  for (long length = burnIn;; length *= 2) {
    double found[chains], mean = 0, squares = 0;
    for (int c = 0; c < chains; c++) mean += (found[c] = growth(&all[c], length) / length) / chains;
    for (int c = 0; c < chains; c++) squares += (found[c] - mean) * (found[c] - mean);
    if (2.0395 * sqrt(squares / (chains - 1) / chains) <= halfWidth) return mean;
  }
}

int main(int count, char **arguments) {
  prepareRows();
  if (count == 2) alongOne(atol(arguments[1]));
  else if (count == 3) {
    double start = now(), found = toInterval(atof(arguments[2]));
    printf("{\"seconds\": %.9g, \"check\": %.9g}\n", now() - start, found);
  } else return 2;
  return 0;
}
