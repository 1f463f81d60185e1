import type { AlongSet, LimitMapRecord, Shape } from '../../src/geometry/index.js'
import {
  close,
  closeEstimates,
  closeTogether,
  closeVectors,
  type Disagreements,
  equal,
  turned,
} from './comparison.js'
import type { Place } from './observation.js'
import type { Relation } from './relation.js'

/** Curvature of the set, functions of the spectrum along it, and derivatives of the limit maps. */
export function disagreementsOnShape(base: Place, other: Place, relation: Relation): Disagreements {
  if (relation.unit === undefined) return []
  return [
    ...curvature(base.shape, other.shape, relation),
    ...alongTheSet(base.shape, other.shape, relation, base.point.rank.rank),
    ...limitMap('flow', base.flowMap, other.flowMap, relation),
    ...flattest(base, other, relation),
    ...limitMap('descent', base.descentMap, other.descentMap, relation),
  ]
}

// Lengths are divided by s, so that curvatures are multiplied by it.
function curvature(a: Shape, b: Shape, relation: Relation): Disagreements {
  const s = relation.unit!
  const both = <T>(
    x: T | undefined,
    y: T | undefined,
    what: string,
    compare: (x: T, y: T) => Disagreements,
  ) =>
    x === undefined || y === undefined
      ? equal(`${what} is known`, x !== undefined, y !== undefined)
      : compare(x, y)
  return [
    ...both(a.meanCurvature, b.meanCurvature, 'mean curvature', (x, y) => [
      ...closeEstimates('mean curvature', x.length, y.length, s),
      ...closeTogether('vector of mean curvature', turned(relation, x.vector).map((k) => s * k), y.vector, s * errorOf(x.length) + errorOf(y.length)), // prettier-ignore
    ]),
    ...both(a.secondFundamentalForm, b.secondFundamentalForm, 'second fundamental form', (x, y) =>
      closeEstimates('second fundamental form', x, y, s),
    ),
    ...both(a.scalarCurvature, b.scalarCurvature, 'scalar curvature', (x, y) =>
      closeEstimates('scalar curvature', x, y, s * s),
    ),
  ]
}

function alongTheSet(a: Shape, b: Shape, relation: Relation, rank: number): Disagreements {
  const s = relation.unit!
  const c = relation.lossFactor * s * s
  if (a.trace === undefined || b.trace === undefined) return equal('spectrum is known', a.trace === undefined, b.trace === undefined) // prettier-ignore
  const slopes = (what: string, x: AlongSet, y: AlongSet, factor: number): Disagreements => [
    ...closeEstimates(`slope of ${what}`, x.slope, y.slope, factor * s),
    ...closeTogether(`gradient of ${what}`, turned(relation, x.gradient).map((v) => factor * s * v), y.gradient, factor * s * errorOf(x.slope) + errorOf(y.slope)), // prettier-ignore
  ]
  const [p, q] = [a.logPseudoDeterminant!, b.logPseudoDeterminant!]
  const [x, y] = [a.sharpness!, b.sharpness!]
  return [
    ...close('log pseudo-determinant', p.value.value + rank * Math.log(c), q.value.value, errorOf(p.value) + errorOf(q.value)), // prettier-ignore
    ...slopes('the log pseudo-determinant', p, q, 1),
    ...closeEstimates('trace', a.trace.value, b.trace.value, c),
    ...slopes('the trace', a.trace, b.trace, c),
    ...closeEstimates('sharpness along the set', x.value, y.value, c),
    ...closeEstimates('slope of the sharpness', x.slope, y.slope, c * s),
    ...equal('multiplicity', x.multiplicity, y.multiplicity),
    ...equal('differentiable', x.differentiable, y.differentiable),
  ]
}

// A search: it may end at another minimum of the same set, but not where it begins at the same place in the same directions.
function flattest({ flattest: a }: Place, { flattest: b }: Place, relation: Relation): Disagreements {
  if (a === undefined || b === undefined)
    return equal('flattest minimum sought', a !== undefined, b !== undefined)
  const factor = relation.lossFactor * relation.unit! ** 2
  if (relation.weaker['flattest minimum'] !== undefined && a.outcome !== b.outcome) return []
  const bothCertified = a.outcome === 'certified' && b.outcome === 'certified'
  return [
    ...equal('flattest minimum', a.outcome, b.outcome),
    ...(bothCertified
      ? closeEstimates('sharpness of the flattest minimum', a.sharpness, b.sharpness, factor)
      : []),
  ]
}

// D²Φ[I] is multiplied by s.
function limitMap(name: string, a: LimitMapRecord, b: LimitMapRecord, relation: Relation): Disagreements {
  const parts = ['tangentTangent', 'mixed', 'normalNormal', 'total'] as const
  return [
    ...equal(`${name}: limit map`, a.available, b.available),
    ...b.identities.flatMap(({ text, holds }) => equal(`${name}: ${text}`, true, holds)),
    ...parts.flatMap((part) =>
      a.drift === undefined || b.drift === undefined
        ? []
        : [
            ...closeVectors(
              `${name}: ${part}`,
              relation,
              a.drift[part].entries,
              b.drift[part].entries,
              relation.unit!,
            ),
            ...closeEstimates(
              `${name}: length of ${part}`,
              a.drift[part].length,
              b.drift[part].length,
              relation.unit!,
            ),
          ],
    ),
  ]
}

function errorOf(estimate: Shape['secondFundamentalForm'] & object): number {
  return estimate.kind === 'numerical' ? estimate.error : 0
}
