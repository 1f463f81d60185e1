import { evaluateAll } from '../../src/expression/index.js'
import type { Derivation } from '../../src/study/index.js'
import { stream } from '../../src/numeric/index.js'
import { close, closeTogether, type Disagreements, equal, exactly } from './comparison.js'
import type { Observation } from './observation.js'
import { applied, type Relation, times, transposed } from './relation.js'

/** Loss, gradient and Hessian as they are shown, at random points. */
export function disagreementsOnFormulas(
  base: Observation,
  other: Observation,
  relation: Relation,
): Disagreements {
  const random = stream(7, 'metamorphic', 0)
  return Array.from({ length: 3 }, () => {
    const drawn = relation.matrix.map(() => 0.4 + 1.2 * random.uniform())
    const now = applied(relation.inverse, drawn.map((x, i) => x - relation.shift[i]!)) // prettier-ignore
    const before = applied(relation.matrix, now).map((x, i) => x + relation.shift[i]!)
    return atPoint(base.derivation, other.derivation, before, now, relation)
  }).flat()
}

function atPoint(
  a: Derivation,
  b: Derivation,
  before: number[],
  now: number[],
  relation: Relation,
): Disagreements {
  const { matrix, lossFactor: c, shift } = relation
  const [x, y] = [valuesAt(a, before), valuesAt(b, now)]
  const back = transposed(matrix)
  const gradient = applied(back, x.gradient).map((g) => c * g)
  const hessian = times(back, times(x.hessian, matrix)).flat().map((h) => c * h) // prettier-ignore
  // Rounding moves the point by some units in the last place, and the shift takes digits away.
  const [size, steep, curved] = [before, x.gradient, x.hessian.flat()].map((list) => Math.hypot(...list)) as [number, number, number] // prettier-ignore
  const far = 1 + Math.hypot(...shift)
  const unit = Math.hypot(...matrix.flat())
  const error = exactly * far * c
  const third = curved * (1 + 1 / size)
  return [
    ...equal('what is derived', a.of, b.of),
    ...equal('number of kinks', a.kinks.length, b.kinks.length),
    ...close('loss', c * x.loss, y.loss, error * (x.loss + steep * size + curved * size * size)),
    ...closeTogether('gradient', gradient, y.gradient, error * unit * (steep + curved * size)),
    ...closeTogether('Hessian', hessian, y.hessian.flat(), error * unit * unit * (curved + third * size)),
  ]
}

function valuesAt({ symbols, loss, gradient, hessian }: Derivation, w: readonly number[]) {
  const values = evaluateAll(
    [loss, ...gradient, ...hessian.flat()],
    new Map(symbols.map((s, i) => [s, w[i]!])),
  )
  const d = symbols.length
  return {
    loss: values[0]!,
    gradient: values.slice(1, 1 + d),
    hessian: Array.from({ length: d }, (_, i) => values.slice(1 + d + i * d, 1 + d + (i + 1) * d)),
  }
}
