// The two-layer tanh network by hand: loss 1/(2N) sum (f - y)^2, f = sum_k a_k tanh(w_k . x + b_k), d = 4h parameters
// [W (h x 2) | b | a], N = 8. Usage: network gradient|hessian|batch h seconds. Prints seconds per evaluation (per point
// for batch, of 1024 points) and a check sum, as JSON. Times are CPU time of the process.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { samples = 8, most = 256, points = 1024, repeats = 5 };

static double data[3 * samples];
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

__attribute__((noinline)) static void gradient(int h, const double *restrict p, double *restrict g) {
  const double *b = p + 2 * h, *a = p + 3 * h;
  double t[most];
  memset(g, 0, sizeof(double) * 4 * h);
  for (int i = 0; i < samples; i++) {
    double x1 = data[3 * i], x2 = data[3 * i + 1], f = 0;
    for (int k = 0; k < h; k++) t[k] = tanh(p[2 * k] * x1 + p[2 * k + 1] * x2 + b[k]);
    for (int k = 0; k < h; k++) f += a[k] * t[k];
    double r = (f - data[3 * i + 2]) / samples;
    for (int k = 0; k < h; k++) {
      double s = r * a[k] * (1 - t[k] * t[k]);
      g[2 * k] += s * x1;
      g[2 * k + 1] += s * x2;
      g[2 * h + k] += s;
      g[3 * h + k] += r * t[k];
    }
  }
}

// Row by row, d x d; only the upper triangle is filled.
__attribute__((noinline)) static void hessian(int h, const double *restrict p, double *restrict H) {
  int d = 4 * h;
  const double *b = p + 2 * h, *a = p + 3 * h;
  double t[most], J[4 * most];
  memset(H, 0, sizeof(double) * d * d);
  for (int i = 0; i < samples; i++) {
    double x1 = data[3 * i], x2 = data[3 * i + 1], f = 0;
    for (int k = 0; k < h; k++) t[k] = tanh(p[2 * k] * x1 + p[2 * k + 1] * x2 + b[k]);
    for (int k = 0; k < h; k++) f += a[k] * t[k];
    double r = (f - data[3 * i + 2]) / samples;
    for (int k = 0; k < h; k++) {
      double q = 1 - t[k] * t[k], s = a[k] * q, c = -2 * r * a[k] * q * t[k], e = r * q;
      int u = 2 * k, v = u + 1, w = 2 * h + k, z = 3 * h + k;
      J[u] = s * x1;
      J[v] = s * x2;
      J[w] = s;
      J[z] = t[k];
      H[u * d + u] += c * x1 * x1;
      H[u * d + v] += c * x1 * x2;
      H[u * d + w] += c * x1;
      H[u * d + z] += e * x1;
      H[v * d + v] += c * x2 * x2;
      H[v * d + w] += c * x2;
      H[v * d + z] += e * x2;
      H[w * d + w] += c;
      H[w * d + z] += e;
    }
    for (int j = 0; j < d; j++) {
      double weight = J[j] / samples;
      for (int k = j; k < d; k++) H[j * d + k] += weight * J[k];
    }
  }
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int count, char **arguments) {
  if (count != 4) return 2;
  int isHessian = !strcmp(arguments[1], "hessian"), isBatch = !strcmp(arguments[1], "batch");
  int h = atoi(arguments[2]), d = 4 * h, n = isBatch ? points : 1;
  if (h < 1 || h > most) return 2;
  double budget = atof(arguments[3]);
  long outputs = isHessian ? (long)d * d : (long)n * d;
  double *p = malloc(sizeof(double) * n * d), *out = calloc(outputs, sizeof(double)), times[repeats];
  state = 12345;
  for (int i = 0; i < 3 * samples; i++) data[i] = uniform();
  state = 777;
  for (int i = 0; i < n * d; i++) p[i] = uniform();
  long calls = 1;
  for (int repeat = -1; repeat < repeats;) {
    double start = now();
    for (long call = 0; call < calls; call++) {
      if (isHessian) hessian(h, p, out);
      else for (int i = 0; i < n; i++) gradient(h, p + i * d, out + i * d);
      __asm__ volatile("" ::"r"(out) : "memory");
    }
    double passed = now() - start;
    if (repeat < 0) {
      // Doubled until long enough to be timed; this also warms up.
      if (passed < budget / repeats) calls *= 2;
      else repeat = 0;
    } else times[repeat++] = passed / calls / n;
  }
  qsort(times, repeats, sizeof(double), compare);
  double sum = 0;
  for (long i = 0; i < outputs; i++) sum += out[i];
  printf("{\"seconds\": %.9g, \"check\": %.15g}\n", times[repeats / 2], sum);
  return 0;
}
