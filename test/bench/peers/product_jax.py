"""product_jax.py N: seconds per factor of the product of product.c along 1024 chains, and its top Lyapunov exponent. scan over
factors, vmap over chains, one threefry key a factor."""
import os

os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
import sys
import time

import jax
import jax.numpy as jnp

from problem import gradients, report

jax.config.update("jax_enable_x64", True)
n = int(sys.argv[1])
chains, steps, repeats, every = 1024, 4096, 3, 16
rows = jnp.array(gradients(n))


def apply(v, key):
    drawn = rows[jax.random.randint(key, (chains,), 0, n)]
    return jax.vmap(lambda g, x: x - 0.5 * jnp.dot(g, x) * g)(drawn, v), None


def rescaled(v, keys):
    v = jax.lax.scan(apply, v, keys)[0]
    size = jnp.sqrt((v * v).sum(axis=1))
    return v / size[:, None], jnp.log(size).mean()


@jax.jit
def run(v, key):
    v, growth = jax.lax.scan(rescaled, v, jax.random.split(key, (steps // every, every)))
    return v, growth.sum() / steps


v, _ = run(jnp.ones((chains, n)), jax.random.key(0))
times, total = [], 0
for repeat in range(repeats):
    begin = time.process_time()
    v, exponent = run(v, jax.random.key(repeat + 1))
    v.block_until_ready()
    times.append((time.process_time() - begin) / steps / chains)
    total += exponent
report(sorted(times)[repeats // 2], total / repeats)
