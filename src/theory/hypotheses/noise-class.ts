import { ProblemError } from '../../base/problem.js'
import type { Prose } from '../../base/prose.js'
import { wording } from '../../base/wording.js'
import type { Hypothesis, Situation } from '../contract.js'
import type { NoiseClass } from '../noise/limit/index.js'

/** The noise has one of the classes that a theorem is about; evidence is what was found on the set. */
export function noiseClassIs(id: string, statement: Prose, holds: (kind: NoiseClass) => boolean): Hypothesis {
  return {
    id,
    statement,
    check(situation) {
      const found = classOf(situation)
      if ('trouble' in found) return { state: 'unknown', evidence: found.trouble }
      const { kind } = found
      if (!holds(kind))
        return { state: 'refuted', evidence: `the noise is ${nameOf(kind)}, and ${motionOf(kind)}` }
      return {
        state: kind.certain ? 'proved' : 'checked',
        evidence: `${nameOf(kind)}, ${motionOf(kind)}: ${evidenceText(kind)}`,
      }
    },
  }
}

function classOf({ noise, budget }: Situation): { kind: NoiseClass } | { trouble: Prose } {
  if (noise === undefined) throw new TypeError('the class of a noise was asked for where none is chosen')
  try {
    return { kind: noise.classified(budget) }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const { title, advice } = wording(error.problem)
    return { trouble: `${title}: ${advice}` }
  }
}

function nameOf({ kind, frozen, diffuses }: NoiseClass): Prose {
  if (kind === 'trivial') return frozen ? 'frozen on the set' : 'without effect along the set'
  if (kind === 'non-degenerate') return kind
  return `${kind}, ${diffuses ? 'with' : 'without'} diffusion along the set`
}

function motionOf({ timeScales, undecided }: NoiseClass): Prose {
  if (timeScales.length === 0 && undecided !== undefined)
    return 'whether anything moves along the set is not known'
  if (timeScales.length === 0) return 'nothing moves along the set'
  return `moves along the set on the time $${timeScales.map(({ time }) => time).join('$ and on $')}$`
}

// That the noise does something at all is news only where nothing moves for it.
function evidenceText({ evidence, frozen }: NoiseClass): Prose {
  const [, ...decisive] = evidence
  return (frozen ? evidence : decisive).map(({ says }) => says).join('; ')
}
