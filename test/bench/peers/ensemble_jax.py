"""ensemble_jax.py uv|network steps: seconds per replica and step of label-noise SGD, 1024 replicas, and the mean of the
first parameter. scan over steps, vmap over replicas, gradients by jax.grad, one threefry key a step."""
import os

os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
import sys
import time

import jax
import jax.numpy as jnp

from problem import data, report, start

jax.config.update("jax_enable_x64", True)
what, steps = sys.argv[1], int(sys.argv[2])
replicas, rate, noise, repeats = 1024, 0.05, 0.3, 3
table = jnp.array(data())


def product_loss(p, z):
    return 0.5 * (p[0] * p[1] - 1 - noise * z) ** 2


def network_loss(p, x, y):
    weights = p[:16].reshape(8, 2)
    return 0.5 * (jnp.dot(p[24:], jnp.tanh(weights @ x + p[16:24])) - y) ** 2


def product_step(p, key):
    z = jax.random.normal(key, (replicas,), dtype=jnp.float64)
    return p - rate * jax.vmap(jax.grad(product_loss))(p, z), None


def network_step(p, key):
    first, second = jax.random.split(key)
    z = jax.random.normal(first, (replicas,), dtype=jnp.float64)
    i = jax.random.randint(second, (replicas,), 0, 8)
    return p - rate * jax.vmap(jax.grad(network_loss))(p, table[i, :2], table[i, 2] + noise * z), None


step = network_step if what == "network" else product_step
begin_at = start(32) if what == "network" else jnp.array([1.5, 0.8])
replicated = jnp.tile(jnp.array(begin_at), (replicas, 1))
run = jax.jit(lambda p, key: jax.lax.scan(step, p, jax.random.split(key, steps))[0])
key = jax.random.key(0)
mean = run(replicated, key).block_until_ready()[:, 0].mean()
times = []
for _ in range(repeats):
    begin = time.process_time()
    run(replicated, key).block_until_ready()
    times.append((time.process_time() - begin) / steps / replicas)
report(sorted(times)[repeats // 2], mean)
