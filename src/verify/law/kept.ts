import { z } from 'zod'
import type { LawExperiment } from '../../theory/index.js'
import { keptCount, keptDoubles, plainDoubles, reading } from '../kept.js'
import { isBlockEnd, stepsOf } from './blocks.js'
import type { LevelFindings } from './level.js'

/** How far an experiment is: replicas that are counted at both levels, and what they found. */
export interface Standing {
  readonly done: number
  readonly levels: readonly [LevelFindings, LevelFindings]
}

const findings = z.strictObject({
  values: keptDoubles,
  steps: keptCount,
  escaped: keptCount,
  unsettled: keptCount,
})
const schema = z.strictObject({ asked: z.string(), done: keptCount, levels: z.tuple([findings, findings]) })

/** @param asked the digest of the experiment */
export function plainStanding(asked: string, { done, levels }: Standing) {
  return {
    asked,
    done,
    levels: levels.map((each) => ({ ...each, values: plainDoubles(Float64Array.from(each.values)) })),
  }
}

/** Reads what `plainStanding` made of the same experiment; nothing where it is something else. */
export function readStanding(
  asked: string,
  experiment: Pick<LawExperiment, 'levels'>,
  replicas: number,
): (value: unknown) => Standing | undefined {
  return (value) => {
    const found = reading(schema)(value)
    if (found === undefined || found.asked !== asked) return undefined
    const { done, levels } = found
    if (done > replicas || !isBlockEnd(done, replicas, stepsOf(experiment))) return undefined
    const isWhole = levels.every(
      ({ values, escaped, unsettled }) =>
        values.length + escaped + unsettled === done && values.every(Number.isFinite),
    )
    if (!isWhole) return undefined
    const [coarse, fine] = levels
    return {
      done,
      levels: [
        { ...coarse, values: Array.from(coarse.values) },
        { ...fine, values: Array.from(fine.values) },
      ],
    }
  }
}
