"""network_jax.py first|gradient|batch h seconds: JAX on one core.

first: trace, compile and run the Hessian once in this fresh process; gradient: one point, jitted; batch: per point of
1024, by vmap.
"""
import os

os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np

from problem import SAMPLES, data, report, seconds_per_call, start

jax.config.update("jax_enable_x64", True)
what, h, budget = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
d, points = 4 * h, 1024
table = jnp.array(data())


def loss(p):
    weights, shifts, out = p[: 2 * h].reshape(h, 2), p[2 * h : 3 * h], p[3 * h :]
    f = jnp.tanh(table[:, :2] @ weights.T + shifts) @ out
    return 0.5 / SAMPLES * jnp.sum((f - table[:, 2]) ** 2)


if what == "first":
    point = jnp.array(start(d))
    begin = time.process_time()
    value = jax.jit(jax.hessian(loss))(point).block_until_ready()
    report(time.process_time() - begin, np.triu(np.array(value)).sum())
elif what == "gradient":
    point, gradient = jnp.array(start(d)), jax.jit(jax.grad(loss))
    report(seconds_per_call(lambda: gradient(point).block_until_ready(), budget), gradient(point).sum())
else:
    many, gradients = jnp.array(start(points * d).reshape(points, d)), jax.jit(jax.vmap(jax.grad(loss)))
    seconds = seconds_per_call(lambda: gradients(many).block_until_ready(), budget) / points
    report(seconds, gradients(many).sum())
