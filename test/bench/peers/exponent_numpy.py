"""exponent_numpy.py budget: seconds to the top Lyapunov exponent of the product of product.c in the plane, to nearly all
digits: collocation at Chebyshev nodes on the cone between the directions that one of the factors keeps."""
import sys

import numpy as np

from problem import gradients, report, seconds_per_call

sizes = [12, 18, 27, 40, 60, 90, 135]


def solved(factors, centre, half_width, n):
    node = (2 * np.arange(n) + 1) * np.pi / (2 * n)
    x, weight = np.cos(node), np.sin(node) * (-1.0) ** np.arange(n)
    c, s, t = np.cos(centre), np.sin(centre), np.tan(half_width)
    system, right = np.eye(n), np.zeros(n)
    for A in factors:
        u, v = A @ np.array([c - x * t * s, s + x * t * c])
        along = u * c + v * s
        distance = ((v * c - u * s) / (t * along))[:, None] - x
        hit = distance == 0
        terms = weight / np.where(hit, 1, distance)
        terms = np.where(hit.any(axis=1)[:, None], hit, terms)
        system -= terms / terms.sum(axis=1)[:, None] / len(factors)
        right += np.log(np.abs(along)) / len(factors)
    system[:, 0] = 1
    return np.linalg.solve(system, right)[0]


def exponent():
    rows = gradients(2)
    factors = [np.eye(2) - np.outer(g, g) / 2 for g in rows]
    a, b = (np.arctan2(g[0], -g[1]) for g in rows)
    half_width = ((b - a + np.pi / 2) % np.pi - np.pi / 2) / 2
    value, error = np.nan, np.inf
    for n in sizes:
        found = solved(factors, a + half_width, abs(half_width), n)
        change = abs(found - value)
        if change >= error and error < 1e-13:
            break
        value, error = found, np.inf if np.isnan(change) else change
    return value


report(seconds_per_call(exponent, float(sys.argv[1])), exponent())
