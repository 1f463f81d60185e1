/** Seconds that peers took elsewhere, for ratios to peers that are absent here. Lists hold one entry per run. */
export const reference = {
  machine:
    'a server Xeon with AVX-512 at 3.6 GHz, one core, JAX 0.10.2, CasADi 3.7.2, SymPy 1.14.0, gcc 12.2',
  derive: {
    sympyHessian32: [9.806],
    sympyGradient32: [2.026],
    casadi32: [14.6e-3, 16e-3],
    jaxFirst32: [0.271],
    jaxFirst128: [0.355],
  },
  gradient: {
    c32: [640e-9],
    c128: [2600e-9],
    jax32: [15.7e-6, 18.3e-6],
    casadi32: [2284e-9],
    jaxBatch32: [408e-9],
    jaxBatch128: [1622e-9],
  },
  labelNoise: {
    cProduct: [4.27e-9],
    cNetwork: [42e-9],
    jaxProduct: [69.5e-9],
    jaxNetwork: [602e-9],
  },
} as const
