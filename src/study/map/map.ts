import { type Budget, spent, unlimited, within } from '../../base/budget.js'
import type { Host } from '../../base/host.js'
import { ProblemError } from '../../base/problem.js'
import type { Prose } from '../../base/prose.js'
import { failure, wording } from '../../base/wording.js'
import type { BatchChoice } from '../../dynamics/index.js'
import { zeroLossPoint, type ZeroLossPoint } from '../../geometry/index.js'
import { type Model, resolvePoint } from '../../model/index.js'
import { batchSeen, cleanMinimum, defaultBatch, descentBeside, smooth } from '../../theory/index.js'
import { defaultEffort, type EffortName } from '../../verify/index.js'
import { version } from '../../version.js'
import { defaultSeed, type Question, situate } from '../situation.js'
import { largestRegularityChecked, overTime } from './boundaries.js'
import { measuredCells } from './cells.js'
import { mapCommand } from './command.js'
import { directionAsked } from './direction.js'
import { gridOver, signChanges } from './grid.js'
import { namePositions } from './name-positions.js'
import { curvePath, geodesicPath, type MapPath } from './path.js'
import { planFor } from './plan.js'
import { type BarePosition, positionsAlong } from './positions.js'
import type { MapGrid, StabilityMap } from './record.js'
import { mapVerdict } from './verdict.js'

export interface MapOptions extends Omit<Question, 'learningRate'> {
  /** Where the path ends, like `at`; else it goes both ways. */
  readonly to?: string | undefined
  /** A direction such as `a=1,b=-1`, projected onto the tangent space; needed where the set has more dimensions and there is no `to`. */
  readonly along?: string | undefined
  /** Arc length of the path in each direction; as far as the sharpness changes by a factor 3 when left out. */
  readonly length?: number | undefined
  /** How many cells and runs: `quick`, `standard` (when left out) or `thorough`. */
  readonly effort?: EffortName | undefined
  /** Whose threads may be used; the numbers do not depend on them. */
  readonly host?: Host | undefined
}

/**
 * A stability map along a line in the zero-loss set: the learning rates at which gradient descent, and stochastic gradient
 * descent in mean square and almost surely, become stable or unstable at each position, over the measured share of runs
 * that settle there, with a verdict on which boundary decides. The same model, options and version give the same numbers.
 *
 * @throws ProblemError for input that cannot be read or used: a loss without residuals, no zero-loss set, a set of several
 *   dimensions without a direction
 */
export async function stabilityMap(model: Model, options: MapOptions = {}): Promise<StabilityMap> {
  const budget = options.budget ?? unlimited
  const effort = options.effort ?? defaultEffort
  const plan = planFor(effort)
  requireResiduals(model)
  const { situation, at } = situate(model, { ...options, learningRate: undefined })
  const { landing, landscape, inputs } = situation
  if ('problem' in landing) {
    const { title, advice } = wording(landing.problem)
    throw new ProblemError(landing.problem, `${title}: ${advice}`)
  }
  const { point } = landing
  for (const { id, check } of [smooth, cleanMinimum]) {
    const { state, evidence } = check(situation)
    if (state === 'refuted') throw notFor(id, evidence)
  }
  const batch = inputs.batch ?? defaultBatch
  const path = pathAsked(point, options, budget)
  const { rank } = point.rank
  // Boundaries without runs say little.
  const left = budget.deadline - performance.now()
  const half = Number.isFinite(left) ? within(budget, left / 2) : budget
  const task = { landscape, batch, rank, plan, budget: half }
  const bare = positionsAlong(path, plan.cells, task)
  const { positions, parameter } = await namePositions(point, bare, budget)
  const grid = gridOver(path, bare, plan)
  const seed = options.seed ?? defaultSeed
  const found =
    grid === undefined
      ? { cells: [], closed: [], cutShort: spent(budget) }
      : await measuredCells(bare, { landscape, batch, grid, seed, budget, host: options.host })
  const { kind, says, from, to, closed, ends } = path
  const cutShort = found.cutShort || bare.some(({ gap }) => gap === overTime)
  return {
    situation,
    at,
    batch,
    effort,
    path: { kind, says, from, to, closed, ends, parameter },
    positions,
    grid,
    cells: found.cells,
    verdict: mapVerdict(found.cells, bare, cutShort),
    notes: [...samplingNote(batch), ...notesOn(bare, found, grid, rank)],
    provenance: { thalweg: version, modelHash: model.hash, seed, command: mapCommand(model, options, seed) },
  }
}

function requireResiduals({ loss }: Model): void {
  if (loss.kind !== 'squares')
    throw notFor(
      'the loss is half the mean of squared residuals',
      'the model is a plain loss; write it with `residuals`, or with `output` and data y',
    )
}

function notFor(hypothesis: string, witness: string): Error {
  return failure('not-applicable', {
    theorem: 'A stability map',
    hypothesis,
    witness: witness.replace(/\.$/, ''),
  })
}

function pathAsked(point: ZeroLossPoint, options: MapOptions, budget: Budget): MapPath {
  const { landscape, dimension } = point
  if (dimension === 0) throw notFor('the zero-loss set has a dimension', 'it is a single point here')
  const { length } = options
  if (length !== undefined && !(length > 0 && length < Infinity))
    throw failure('bad-option', { option: '--length', expected: 'a positive number', got: String(length) })
  const direction = directionAsked(point, options)
  const to =
    options.to === undefined
      ? undefined
      : zeroLossPoint(landscape, resolvePoint(landscape.model, options.to, '--to'), { stay: options.stay ?? false, budget }) // prettier-ignore
  if (to !== undefined && to.coordinates.every((x, i) => Math.abs(x - point.coordinates[i]!) <= 1e-9))
    throw failure('bad-option', {
      option: '--to',
      expected: 'another point than that of --at',
      got: options.to!,
    })
  return dimension === 1
    ? curvePath(point, { to, direction, length }, budget)
    : geodesicPath(point, { to, direction, length, along: options.along }, budget)
}

function samplingNote(batch: BatchChoice): Prose[] {
  if (batch.probabilities === undefined) return []
  const { name, which } = descentBeside(batch)
  return [`A step sees ${batchSeen(batch)} and the boundary of gradient descent is that of ${name}${which.replace(/,$/, '')}.`]
} // prettier-ignore

function notesOn(
  positions: readonly BarePosition[],
  { closed }: { readonly closed: readonly number[] },
  grid: MapGrid | undefined,
  rank: number,
): Prose[] {
  const gaps = new Map<string, number>()
  for (const { gap } of positions) if (gap !== undefined) gaps.set(gap, (gaps.get(gap) ?? 0) + 1)
  const simulated = positions.some(({ boundaries }) =>
    boundaries?.almostSure?.some(({ learningRate }) => learningRate.kind === 'measured'),
  )
  const incomplete = positions.some(
    ({ boundaries }) => boundaries?.almostSure !== undefined && !boundaries.isComplete,
  )
  const top = grid?.rows.edges.at(-1) ?? Infinity
  const beyond = positions.filter(({ boundaries }) => boundaries && signChanges(boundaries).some((rate) => rate > top))
  return [
    ...[...gaps].map(
      ([gap, count]) => `A boundary is missing at ${count} of ${positions.length} positions: ${gap}.`,
    ),
    ...(simulated
      ? ['The almost-sure boundary is simulated, with a 99 % interval: no exact method applies.']
      : []),
    ...(incomplete
      ? ['Where λ was not scanned up to a learning rate beyond which it is surely positive, more sign changes may follow.']
      : []),
    ...(beyond.length > 0
      ? [`At ${beyond.length} of ${positions.length} positions λ changes sign at learning rates far beyond those shown, too.`]
      : []),
    ...(rank > largestRegularityChecked
      ? [`That positions are regular is assumed: it is checked up to ${largestRegularityChecked} normal dimensions.`]
      : []),
    ...(closed.length > 0 && grid !== undefined
      ? [`At ${closed.length} of ${grid.columns.middles.length} columns nothing is measured: doubles do not resolve the distances at which the algorithm is linear there, or a hypothesis fails.`]
      : []),
  ]
} // prettier-ignore
