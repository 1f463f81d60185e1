"""network_casadi.py h seconds: seconds for one gradient in CasADi's virtual machine, through its buffer interface."""
import sys

import casadi
import numpy as np

from problem import SAMPLES, report, seconds_per_call, start, written_out_loss

h, budget = int(sys.argv[1]), float(sys.argv[2])
d = 4 * h
p = casadi.SX.sym("p", d)
loss = written_out_loss(p, h, casadi.tanh, 0.5 / SAMPLES, lambda e: e**2)
function = casadi.Function("g", [p], [casadi.gradient(loss, p)])
buffer, evaluate = function.buffer()
point, result = start(d), np.zeros(d)
buffer.set_arg(0, memoryview(point))
buffer.set_res(0, memoryview(result))
evaluate()
report(seconds_per_call(evaluate, budget), result.sum())
