import type { Measured } from '../../numeric/index.js'
import type { OrderRun } from '../../theory/index.js'
import { standardEffort } from '../effort.js'
import type { Measurement } from '../measurement.js'
import type { Memory } from '../../base/memory.js'
import { fewest } from '../displacement/blocks.js'
import { runDisplacement } from '../experiments/displacement.js'
import type { RunSettings } from '../experiments/runner.js'

/** What one learning rate differs from the limit by. */
export interface LevelError {
  readonly run: OrderRun
  /** Mean displacement less that of the limit. */
  readonly error: Measured
  readonly measurement: Measurement
}

/**
 * Measures the error of one learning rate with so small a relative standard error: a first small ensemble says how sharp that
 * is, and the whole one runs until it is reached.
 *
 * @param memories one for each of the two
 */
export async function runLevel(
  run: OrderRun,
  limit: number,
  relative: number,
  settings: RunSettings,
  [first, second]: readonly [Memory, Memory],
): Promise<LevelError> {
  const { experiment } = run
  const pilot = await runDisplacement(
    { ...experiment, replicas: fewest },
    { ...settings, effort: standardEffort, precision: {}, memory: first },
  )
  const rough = errorOf(pilot, limit)
  const wanted = widthOf(rough) * relative * Math.abs(rough.value)
  const isKnown = rough.halfWidth <= wanted || pilot.quantities['displacement']!.systematic > wanted
  if (pilot.run.cutShort || !Number.isFinite(rough.halfWidth) || isKnown)
    return { run, error: rough, measurement: pilot }
  const measurement = await runDisplacement(experiment, {
    ...settings,
    precision: { displacement: wanted },
    memory: second,
  })
  return { run, error: errorOf(measurement, limit), measurement }
}

function errorOf({ quantities }: Measurement, limit: number): Measured {
  const { estimate } = quantities['displacement']!
  return { ...estimate, value: estimate.value - limit }
}

/** Half-widths in standard errors. */
function widthOf({ halfWidth, standardError }: Measured): number {
  return standardError > 0 ? halfWidth / standardError : 1
}

/** In standard errors: what is smaller is lost in noise. */
const resolved = 5

export function isResolved({ value, standardError, halfWidth }: Measured): boolean {
  return Number.isFinite(halfWidth) && Math.abs(value) >= resolved * standardError
}
