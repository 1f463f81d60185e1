"""geometry.py d decomposition|second squares|log-cosh budget: the zero-loss set of a network at a point.

decomposition: rank, orthonormal bases of tangent and normal space with the eigenvalues of the Hessian there, and both
projectors, from the Jacobian (for log-cosh from the Hessian). second: the three parts of the second derivative of the limit map of
gradient flow for a symmetric matrix, from those. The derivatives are written by hand, all samples at once.
"""
import sys

import numpy as np
import scipy.linalg

from problem import generator, report, seconds_per_call

d, what, loss, budget = int(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4])
p, h, n = 8, d // 10, d // 2


def numbers(seed, count):
    draw = generator(seed)
    return np.array([draw() for _ in range(count)])


w = numbers(777, d)
W, b, a = w[: p * h].reshape(h, p), w[p * h : (p + 1) * h], w[(p + 1) * h :]
x = numbers(12345, p * n).reshape(n, p)
raw = numbers(99, d * d).reshape(d, d)
S = (raw + raw.T) / 2
# Where in the parameter vector each unit has its weights and its bias.
inner = np.concatenate([np.arange(p * h).reshape(h, p), np.arange(p * h, (p + 1) * h)[:, None]], axis=1)
outer = np.arange((p + 1) * h, d)
x1 = np.concatenate([x, np.ones((n, 1))], axis=1)


def slopes():
    t = np.tanh(x @ W.T + b)
    s1 = 1 - t * t
    return t, s1, -2 * t * s1


def jacobian():
    t, s1, _ = slopes()
    J = np.empty((n, d))
    J[:, inner] = (a * s1)[:, :, None] * x1[:, None, :]
    J[:, outer] = t
    return J


def third(M):
    """The third derivative of the loss contracted with M, on the set."""
    _, s1, s2 = slopes()
    J = jacobian()
    G = J @ M
    turn = np.einsum("nkj,nj->nk", G[:, inner], x1)
    result = np.empty(d)
    result[inner] = np.einsum("nk,nj->kj", a * s2 * turn + s1 * G[:, outer], x1)
    result[outer] = (s1 * turn).sum(axis=0)
    own = M[inner[:, :, None], inner[:, None, :]]
    cross = M[outer[:, None], inner]
    curved = np.einsum("nj,kjl,nl->nk", x1, own, x1, optimize=True)
    traces = (a * s2 * curved + 2 * s1 * (x1 @ cross.T)).sum(axis=1)
    return (2 * result + traces @ J) / n


def decomposition():
    J = jacobian()
    if loss == "squares":
        _, s, Vt = scipy.linalg.svd(J)
        rank = int((s > 1e-9 * s[0]).sum())
        N, T, values = Vt[:rank].T, Vt[rank:].T, s[:rank] ** 2 / n
    else:
        values, V = scipy.linalg.eigh(J.T @ J / n)
        rank = int((values > 1e-8 * values[-1]).sum())
        N, T, values = V[:, d - rank :], V[:, : d - rank], values[d - rank :]
    P = T @ T.T
    return rank, N, T, values, P, np.eye(d) - P


def second(rank, N, T, values, P, Q):
    plus = (N / values) @ N.T
    mixed = plus @ S @ P
    X = N @ ((N.T @ S @ N) / (values[:, None] + values)) @ N.T
    return -plus @ third(P @ S @ P), -P @ third(mixed + mixed.T), -P @ third(X)


found = decomposition()
if what == "decomposition":
    rank, _, _, values, P, _ = found
    report(seconds_per_call(decomposition, budget), rank + values.sum() + P.sum())
else:
    parts = second(*found)
    sizes = [np.linalg.norm(part) for part in parts]
    report(seconds_per_call(lambda: second(*found), budget), sum(parts).sum() + sizes[0] + 2 * sizes[1] + 3 * sizes[2])
