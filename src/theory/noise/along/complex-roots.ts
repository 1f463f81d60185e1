import { rational } from '../../../expression/index.js'
import { degree, monic, type Polynomial } from './polynomial.js'

export interface Complex {
  readonly re: number
  readonly im: number
}

/** All complex roots in floating point (Durand–Kerner): proposals for exact factors. */
export function complexRoots(p: Polynomial): Complex[] {
  const size = degree(p)
  const coefficients = monic(p).map(rational.toNumber)
  const radius = 1 + Math.max(...coefficients.slice(0, size).map(Math.abs))
  let roots = Array.from({ length: size }, (_, k): Complex => {
    const angle = (2 * Math.PI * k) / size + 0.4
    const r = Math.min(radius, 1 + 0.3 * k)
    return { re: r * Math.cos(angle), im: r * Math.sin(angle) }
  })
  for (let iteration = 0; iteration < 400; iteration++) {
    let moved = 0
    roots = roots.map((root, k) => {
      const others = roots.reduce((q, other, j) => (j === k ? q : product(q, minus(root, other))), unit)
      const step = quotient(at(coefficients, root), others)
      moved = Math.max(moved, Math.hypot(step.re, step.im))
      return minus(root, step)
    })
    if (!(moved > 1e-15 * radius)) break
  }
  return roots.every(({ re, im }) => Number.isFinite(re) && Number.isFinite(im)) ? roots : []
}

const unit: Complex = { re: 1, im: 0 }

const minus = (a: Complex, b: Complex): Complex => ({ re: a.re - b.re, im: a.im - b.im })

export function product(a: Complex, b: Complex): Complex {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re }
}

export function quotient(a: Complex, b: Complex): Complex {
  const size = b.re ** 2 + b.im ** 2
  return { re: (a.re * b.re + a.im * b.im) / size, im: (a.im * b.re - a.re * b.im) / size }
}

/** The value of a real polynomial, constant first. */
export function at(coefficients: readonly number[], z: Complex): Complex {
  return coefficients.reduceRight<Complex>(
    (sum, c) => {
      const { re, im } = product(sum, z)
      return { re: re + c, im }
    },
    { re: 0, im: 0 },
  )
}
