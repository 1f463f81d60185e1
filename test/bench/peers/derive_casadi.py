"""derive_casadi.py h cold|warm: seconds to build the loss and derive gradient and Hessian with CasADi SX.

cold: the first derivation of this process; warm: the median of 15 after five.
"""
import sys
import time

import casadi
import numpy as np

from problem import SAMPLES, report, start, written_out_loss

h, mode = int(sys.argv[1]), sys.argv[2]
d = 4 * h


def derive():
    p = casadi.SX.sym("p", d)
    loss = written_out_loss(p, h, casadi.tanh, 0.5 / SAMPLES, lambda e: e**2)
    return p, casadi.gradient(loss, p), casadi.hessian(loss, p)[0]


def timed():
    begin = time.process_time()
    derived = derive()
    return time.process_time() - begin, derived


if mode == "warm":
    for _ in range(5):
        derive()
runs = [timed() for _ in range(15 if mode == "warm" else 1)]
p, _, hessian = runs[0][1]
value = np.array(casadi.Function("H", [p], [hessian])(start(d)))
report(sorted(seconds for seconds, _ in runs)[len(runs) // 2], np.triu(value).sum())
