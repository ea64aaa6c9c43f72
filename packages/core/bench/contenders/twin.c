// The same updates in C, in the folded form: -DWIDE as the compiler likes, otherwise as flags limit it.
// Answers the lines of the benchmark (serve.ts). The pseudo-rules copy and triad measure the memory.
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define KERNELS(T, SQRT, S)                                                                                  \
  static void gd_##S(T *restrict p, const T *restrict g, T *restrict s, T *restrict r, long n, double a,     \
                     double e) {                                                                             \
    const T lr = (T)0.01;                                                                                    \
    for (long i = 0; i < n; i++) p[i] = p[i] - lr * g[i];                                                    \
  }                                                                                                          \
  static void momentum_##S(T *restrict p, const T *restrict g, T *restrict s, T *restrict r, long n,         \
                           double a, double e) {                                                             \
    const T m = (T)0.9, lr = (T)0.01;                                                                        \
    for (long i = 0; i < n; i++) {                                                                           \
      s[i] = m * s[i] - lr * g[i];                                                                           \
      p[i] = p[i] + s[i];                                                                                    \
    }                                                                                                        \
  }                                                                                                          \
  static void adagrad_##S(T *restrict p, const T *restrict g, T *restrict s, T *restrict r, long n,          \
                          double a, double e) {                                                              \
    const T lr = (T)0.01, eps = (T)1e-7;                                                                     \
    for (long i = 0; i < n; i++) {                                                                           \
      s[i] = s[i] + g[i] * g[i];                                                                             \
      p[i] = p[i] - lr * g[i] / SQRT(s[i] + eps);                                                            \
    }                                                                                                        \
  }                                                                                                          \
  static void adam_##S(T *restrict p, const T *restrict g, T *restrict s, T *restrict r, long n, double a_,  \
                       double e_) {                                                                          \
    const T b1 = (T)0.9, d1 = (T)(1 - 0.9), b2 = (T)0.999, d2 = (T)(1 - 0.999), a = (T)a_, e = (T)e_;        \
    for (long i = 0; i < n; i++) {                                                                           \
      s[i] = b1 * s[i] + d1 * g[i];                                                                          \
      r[i] = b2 * r[i] + d2 * (g[i] * g[i]);                                                                 \
      p[i] = p[i] - a * s[i] / SQRT(r[i] + e);                                                               \
    }                                                                                                        \
  }                                                                                                          \
  static void copy_##S(T *restrict p, const T *restrict g, T *restrict s, T *restrict r, long n, double a,   \
                       double e) {                                                                           \
    memcpy(p, g, n * sizeof(T));                                                                             \
  }                                                                                                          \
  static void triad_##S(T *restrict p, const T *restrict g, T *restrict s, T *restrict r, long n, double a,  \
                        double e) {                                                                          \
    for (long i = 0; i < n; i++) p[i] = g[i] + (T)3 * s[i];                                                  \
  }
KERNELS(float, sqrtf, f32)
KERNELS(double, sqrt, f64)

typedef void (*kernel)(void *, const void *, void *, void *, long, double, double);
static const struct {
  const char *name;
  kernel f32, f64;
} table[] = {
#define ROW(name) {#name, (kernel)name##_f32, (kernel)name##_f64}
    ROW(gd), ROW(momentum), ROW(adagrad), ROW(adam), ROW(copy), ROW(triad)};

static kernel run_kernel;
static char *arrays[4];
static long n, size, t, batch;
static int threads;
static double factor_a, factor_e;
static atomic_long generation, finished;
static atomic_int stop;

static void part(int index) {
  // Whole cache lines for each thread.
  long each = (n / threads) & ~15L, begin = each * index, count = index == threads - 1 ? n - begin : each;
  long at = begin * size;
  run_kernel(arrays[0] + at, arrays[1] + at, arrays[2] + at, arrays[3] + at, count, factor_a, factor_e);
}
static void *work(void *index) {
  for (long seen = 0;;) {
    // Between two rounds a worker must leave the processor to the other contenders.
    for (long spins = 0; atomic_load(&generation) == seen; spins++) {
      if (atomic_load(&stop)) return NULL;
      if (spins > 100000) nanosleep(&(struct timespec){0, 100000}, NULL);
    }
    seen = atomic_load(&generation);
    part((int)(long)index);
    atomic_fetch_add(&finished, 1);
  }
}
static void step(void) {
  t++;
  double c1 = 1 - pow(0.9, t), c2 = 1 - pow(0.999, t);
  factor_a = 0.001 * sqrt(c2) / c1;
  factor_e = 1e-8 * c2;
  atomic_store(&finished, 0);
  if (threads > 1) atomic_fetch_add(&generation, 1);
  part(0);
  while (threads > 1 && atomic_load(&finished) < threads - 1) {
  }
}
static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}
static double round_of(double seconds) {
  double start = now(), elapsed;
  long steps = 0;
  do {
    for (long i = 0; i < batch; i++) step();
    steps += batch;
    elapsed = now() - start;
  } while (elapsed < seconds * 1e9);
  batch = lround(steps * seconds * 1e9 / elapsed / 8);
  if (batch < 1) batch = 1;
  return elapsed / steps;
}
static void fill(char *array, double value, int f32) {
  for (long i = 0; i < n; i++)
    if (f32) ((float *)array)[i] = (float)value;
    else ((double *)array)[i] = value;
}

int main(void) {
  char line[256], rule[32], dtype[8];
  double seconds;
  pthread_t workers[64];
  while (fgets(line, sizeof line, stdin)) {
    long tensors;
    if (sscanf(line, "prepare %31s %7s %ld %ld %d %lf", rule, dtype, &n, &tensors, &threads, &seconds) == 6) {
      n *= tensors;
      int f32 = strcmp(dtype, "f32") == 0;
      size = f32 ? 4 : 8;
      run_kernel = NULL;
      for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(rule, table[i].name) == 0) run_kernel = f32 ? table[i].f32 : table[i].f64;
      for (int i = 0; i < 4; i++) {
        // The sizes differ a little, so that the arrays do not lie a multiple of 4 KiB apart.
        arrays[i] = aligned_alloc(64, ((n * size + 63) / 64 + 2 + 5 * i) * 64);
        fill(arrays[i], (double[]){0.3, 0.1, 0, 0}[i], f32);
      }
      t = 0, batch = 1;
      atomic_store(&stop, 0);
      atomic_store(&generation, 0);
      for (long i = 1; i < threads; i++) pthread_create(&workers[i], NULL, work, (void *)i);
      round_of(seconds);
      puts("ok");
    } else if (sscanf(line, "round %lf", &seconds) == 1) printf("%.1f\n", round_of(seconds));
    else {
      atomic_store(&stop, 1);
      for (int i = 1; i < threads; i++) pthread_join(workers[i], NULL);
      for (int i = 0; i < 4; i++) free(arrays[i]), arrays[i] = NULL;
      threads = 0;
      puts("ok");
    }
    fflush(stdout);
  }
}
