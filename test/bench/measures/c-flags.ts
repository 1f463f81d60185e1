/** All that this machine has, with the arithmetic of the standard. */
export const scalarFlags = ['-O3', '-march=native'] as const

/** Vectors of 128 bits without fused multiplication, as WebAssembly has them, and arithmetic free to be reordered. */
export const vectorFlags128 = [
  '-O3',
  '-mavx2',
  '-mno-fma',
  '-mprefer-vector-width=128',
  '-ffast-math',
  '-fopenmp-simd',
] as const
