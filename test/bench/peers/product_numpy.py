"""product_numpy.py N chains: seconds per factor of the product of product.c, and its top Lyapunov exponent. Many chains are
the columns of one array; one chain is as one writes it down."""
import sys
import time

import numpy as np

from problem import gradients, report

n, chains = int(sys.argv[1]), int(sys.argv[2])
burn_in, steps, repeats = 1024, 4096 if chains > 1 else 65536, 3
rows, random = gradients(n), np.random.default_rng(1)
columns = rows.T.copy()
v = np.ones((n, chains)) if chains > 1 else np.ones(n)


def grown(count):
    """By how much the logarithm of the length grows, the mean over the chains."""
    global v
    total = 0
    for step in range(count):
        if chains > 1:
            g = columns[:, random.integers(0, n, chains)]
            v -= 0.5 * g * (g * v).sum(axis=0)
        else:
            g = rows[random.integers(n)]
            v -= (0.5 * g.dot(v)) * g
        if step % 16 == 15:
            size = np.sqrt((v * v).sum(axis=0))
            total += np.log(size).mean()
            v /= size
    return total


grown(burn_in)
times, total = [], 0
for _ in range(repeats):
    begin = time.process_time()
    total += grown(steps) / steps
    times.append((time.process_time() - begin) / steps / chains)
report(sorted(times)[repeats // 2], total / repeats)
