// Label-noise SGD of 1024 replicas, vectorised over the replicas (structure of arrays): xoshiro256+ per lane and a
// polynomial Box-Muller that the compiler can vectorise. Learning rate 0.05, noise 0.3, one random sample a step.
// Usage: ensemble uv|network steps. Prints seconds per replica and step, and the mean of the first parameter, as JSON.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { replicas = 1024, hidden = 8, samples = 8, repeats = 5 };
#define ALIGNED __attribute__((aligned(64)))
#define SIMD _Pragma("omp simd")

static const double rate = 0.05, noise = 0.3;
static double data[3 * samples];
static double P[4 * hidden * replicas] ALIGNED, Z[2 * replicas] ALIGNED;
static double T[hidden * replicas] ALIGNED, X1[replicas] ALIGNED, X2[replicas] ALIGNED, Y[replicas] ALIGNED, F[replicas] ALIGNED;
static uint64_t S0[replicas] ALIGNED, S1[replicas] ALIGNED, S2[replicas] ALIGNED, S3[replicas] ALIGNED;
static uint32_t state;

static double uniform(void) {
  state = state * 1664525u + 1013904223u;
  return state / 4294967296.0 * 2 - 1;
}

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

// xoshiro256+ of one lane (Blackman and Vigna).
static inline uint64_t next(int i) {
  uint64_t result = S0[i] + S3[i], t = S1[i] << 17;
  S2[i] ^= S0[i];
  S3[i] ^= S1[i];
  S1[i] ^= S2[i];
  S0[i] ^= S3[i];
  S2[i] ^= t;
  S3[i] = (S3[i] << 45) | (S3[i] >> 19);
  return result;
}

static inline double asDouble(uint64_t bits) {
  double x;
  memcpy(&x, &bits, 8);
  return x;
}

static inline uint64_t asBits(double x) {
  uint64_t bits;
  memcpy(&bits, &x, 8);
  return bits;
}

// log of a normal positive number, after FreeBSD's e_log.c.
static inline double logarithm(double x) {
  uint64_t bits = asBits(x) + 0x00095f6200000000ull;
  double k = asDouble((bits >> 52) | 0x4330000000000000ull) - (4503599627370496.0 + 1023);
  double f = asDouble((bits & 0x000fffffffffffffull) + 0x3fe6a09e00000000ull) - 1;
  double q = f / (f + 2), z = q * q, h = .5 * f * f;
  double r = z * (6.666666666666735130e-01 + z * (3.999999999940941908e-01 + z * (2.857142874366239149e-01 +
             z * (2.222219843214978396e-01 + z * (1.818357216161805012e-01 + z * (1.531383769920937332e-01 +
             z * 1.479819860511658591e-01))))));
  return k * 6.93147180369123816490e-01 - ((h - (q * (h + r) + k * 1.90821492927058770002e-10)) - f);
}

// Two normals for every replica, by Box and Muller.
static void __attribute__((noinline)) drawNormals(void) {
  SIMD for (int i = 0; i < replicas; i++) {
    double u1 = asDouble((next(i) >> 12) | 0x3ff0000000000000ull) - (1 - 0x1p-53);
    double u2 = asDouble((next(i) >> 12) | 0x3ff0000000000000ull) - 1.5;
    double r = sqrt(-2 * logarithm(u1)), quarter = rint(4 * u2), t = (u2 - .25 * quarter) * 6.283185307179586, z = t * t;
    double sine = t + t * z * (-1.66666666666666324348e-01 + z * (8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04 +
                  z * (2.75573137070700676789e-06 + z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)))));
    double cosine = 1 - .5 * z + z * z * (4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * (2.48015872894767294178e-05 +
                    z * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11)))));
    uint64_t turn = asBits(quarter + 6755399441055744.0), odd = -(turn & 1), s = asBits(sine), c = asBits(cosine);
    Z[i] = r * asDouble(((odd & s) | (~odd & c)) ^ (((turn + 1) & 2) << 62));
    Z[replicas + i] = r * asDouble(((odd & c) | (~odd & s)) ^ ((turn & 2) << 62));
  }
}

// The loss (u v - 1)^2 / 2.
static void runProduct(long steps) {
  double *U = P, *V = P + replicas;
  for (long step = 0; step < steps; step += 2) {
    drawNormals();
    for (int half = 0; half < 2; half++) SIMD for (int r = 0; r < replicas; r++) {
      double u = U[r], v = V[r], e = rate * (u * v - 1 - noise * Z[half * replicas + r]);
      U[r] = u - e * v;
      V[r] = v - e * u;
    }
  }
}

static void runNetwork(long steps) {
  for (long step = 0; step < steps; step++) {
    if (!(step & 1)) drawNormals();
    double *z = Z + (step & 1) * replicas;
    SIMD for (int r = 0; r < replicas; r++) {
      int i = (int)(next(r) >> 61) * 3;
      X1[r] = data[i];
      X2[r] = data[i + 1];
      Y[r] = data[i + 2];
      F[r] = 0;
    }
    for (int k = 0; k < hidden; k++) SIMD for (int r = 0; r < replicas; r++) {
      double t = tanh(P[2 * k * replicas + r] * X1[r] + P[(2 * k + 1) * replicas + r] * X2[r] + P[(2 * hidden + k) * replicas + r]);
      T[k * replicas + r] = t;
      F[r] += P[(3 * hidden + k) * replicas + r] * t;
    }
    SIMD for (int r = 0; r < replicas; r++) F[r] = rate * (F[r] - Y[r] - noise * z[r]);
    for (int k = 0; k < hidden; k++) SIMD for (int r = 0; r < replicas; r++) {
      double e = F[r], t = T[k * replicas + r], s = e * P[(3 * hidden + k) * replicas + r] * (1 - t * t);
      P[(3 * hidden + k) * replicas + r] -= e * t;
      P[2 * k * replicas + r] -= s * X1[r];
      P[(2 * k + 1) * replicas + r] -= s * X2[r];
      P[(2 * hidden + k) * replicas + r] -= s;
    }
  }
}

static void start(int isNetwork) {
  uint64_t seed = 42;
  for (int i = 0; i < replicas; i++) {
    S0[i] = splitmix(&seed);
    S1[i] = splitmix(&seed);
    S2[i] = splitmix(&seed);
    S3[i] = splitmix(&seed);
  }
  state = 777;
  for (int k = 0; k < (isNetwork ? 4 * hidden : 2); k++) {
    double value = isNetwork ? uniform() : k == 0 ? 1.5 : .8;
    for (int r = 0; r < replicas; r++) P[k * replicas + r] = value;
  }
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  int isNetwork = !strcmp(arguments[1], "network");
  long steps = atol(arguments[2]);
  double times[repeats], sum = 0;
  state = 12345;
  for (int i = 0; i < 3 * samples; i++) data[i] = uniform();
  for (int repeat = 0; repeat < repeats; repeat++) {
    start(isNetwork);
    double begin = now();
    if (isNetwork) runNetwork(steps);
    else runProduct(steps);
    times[repeat] = (now() - begin) / steps / replicas;
  }
  qsort(times, repeats, sizeof(double), compare);
  for (int r = 0; r < replicas; r++) sum += P[r];
  printf("{\"seconds\": %.9g, \"check\": %.9g}\n", times[repeats / 2], sum / replicas);
  return 0;
}
