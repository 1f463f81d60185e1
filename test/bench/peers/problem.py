"""The data set, the starting point and the clock, as in every other language here."""
import json
import time

import numpy as np

SAMPLES = 8


def generator(seed):
    state = seed

    def draw():
        nonlocal state
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        return state / 4294967296 * 2 - 1

    return draw


def data():
    """Rows x1, x2, y."""
    draw = generator(12345)
    return np.array([[draw() for _ in range(3)] for _ in range(SAMPLES)])


def start(count):
    draw = generator(777)
    return np.array([draw() for _ in range(count)])


def written_out_loss(p, h, tanh, half_mean, square):
    """The loss with its samples written out, on the symbols of whatever system `p` belongs to."""
    loss = 0
    for x1, x2, y in data().tolist():
        f = 0
        for k in range(h):
            f = f + p[3 * h + k] * tanh(p[2 * k] * x1 + p[2 * k + 1] * x2 + p[2 * h + k])
        loss = loss + half_mean * square(f - y)
    return loss


def seconds_per_call(call, budget, repeats=5):
    """CPU time, median of the repeats; warms up first."""
    calls = 1
    while True:
        begin = time.process_time()
        for _ in range(calls):
            call()
        if time.process_time() - begin > budget / repeats:
            break
        calls *= 2
    times = []
    for _ in range(repeats):
        begin = time.process_time()
        for _ in range(calls):
            call()
        times.append((time.process_time() - begin) / calls)
    return sorted(times)[repeats // 2]


def gradients(n):
    """The vectors of the regression whose product of random matrices is timed, as rows."""
    draw = generator(12345)
    return np.eye(n) + np.trunc(8 * np.array([[draw() for _ in range(n)] for _ in range(n)])) / 16


def report(seconds, check=None):
    print(json.dumps({"seconds": seconds} if check is None else {"seconds": seconds, "check": float(check)}))
