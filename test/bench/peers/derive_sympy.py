"""derive_sympy.py h gradient|hessian: seconds to build the loss and derive, once, in this fresh process.

The Hessian comes after the gradient and is its upper triangle. The check sum is that of all that was derived last.
"""
import sys
import time

import numpy as np
import sympy

from problem import SAMPLES, report, start, written_out_loss

h, what = int(sys.argv[1]), sys.argv[2]
d = 4 * h
begin = time.process_time()
p = sympy.symbols(f"p:{d}")
loss = written_out_loss(p, h, sympy.tanh, sympy.Float(0.5 / SAMPLES), lambda e: e**2)
derived = [sympy.diff(loss, v) for v in p]
if what == "hessian":
    derived = [sympy.diff(derived[i], p[j]) for i in range(d) for j in range(i, d)]
seconds = time.process_time() - begin
values = sympy.lambdify([p], derived, modules="numpy", cse=True)(start(d))
report(seconds, np.sum(values))
