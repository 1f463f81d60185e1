import { type Budget, spent, unlimited, within } from '../../../base/budget.js'
import { ProblemError } from '../../../base/problem.js'
import type { Prose } from '../../../base/prose.js'
import { writtenOut } from '../../../dynamics/index.js'
import { isAnalytic, nodeCount, type SymbolNode } from '../../../expression/index.js'
import {
  type Landscape,
  type Missing,
  missing,
  type ParametrisedBranch,
  parametrise,
  type ParametriseOptions,
  type ZeroLossPoint,
} from '../../../geometry/index.js'
import { hasJumps, type NoiseClass, type NoiseObjects, type TimeScale } from '../limit/index.js'
import { references } from './compare.js'
import type { LimitAlong, MotionAlong } from './contract.js'
import { frameAlong } from './frame.js'
import { flowOfRegulariser, flowOfSecondPotential, limitOfNoise, type Setting } from './motions.js'
import { consequences } from './consequences.js'

export interface LimitAlongOptions {
  readonly budget?: Budget
  /** A computer-algebra system for the parametrisation and for fixed points. */
  readonly proposer?: ParametriseOptions['proposer']
  /** The branch to use, instead of the one that is found through the point. */
  readonly branch?: ParametrisedBranch
}

const patience = 20_000
// Larger models have no closed form that is found quickly and read.
const most = { parameters: 6, free: 4, variables: 16, nodes: 400 }

/**
 * The limits of small noise along the zero-loss set in closed form: drift and diffusion in the free symbols of a certified
 * branch through the point, term by term, each compared with the coefficients computed in floating point; and what follows
 * from them: solutions, fixed points, stationary densities. Or the reason why there is none. Ends within about 20 seconds, mostly
 * within one.
 */
export async function limitAlong(
  landscape: Landscape,
  point: ZeroLossPoint,
  objects: NoiseObjects,
  noiseClass: NoiseClass,
  options: LimitAlongOptions = {},
): Promise<LimitAlong | Missing> {
  const budget = within(options.budget ?? unlimited, patience)
  const unsuitable = whyNot(landscape, point, objects, noiseClass)
  if (unsuitable !== undefined) return missing(unsuitable)
  const branch = options.branch ?? (await branchThrough(landscape, point, { ...options, budget }))
  if ('missing' in branch) return branch
  if (
    branch.coordinates.length !== landscape.dimension ||
    branch.coordinates.some(({ graph }) => graph !== landscape.model.graph)
  )
    return missing('the branch belongs to another model')
  const rank = point.rank.rank
  if (branch.free.length !== landscape.dimension - rank)
    return missing('the branch has not the dimension of the set at the point')
  if (branch.free.length > most.free)
    return missing(`the set has dimension ${branch.free.length}: its metric is too long to be written`)
  const frame = unlessProblem(() => frameAlong(landscape, branch, rank))
  if (frame === undefined) return missing('the metric of the set has no short closed form')
  const points = references(landscape, branch, objects, rank)
  if (points === undefined) return missing('the branch is not on the zero-loss set')
  const setting: Setting = { landscape, frame, rank, perturbation: objects.perturbation, points, alpha: hasJumps(objects) ? undefined : learningRateSymbol(landscape) } // prettier-ignore
  const motions: MotionAlong[] = []
  const notes: Prose[] = []
  for (const time of noiseClass.timeScales) {
    if (spent(budget)) {
      notes.push(`the limit on the time $${time.time}$ is missing: the time given was over`)
      continue
    }
    const found = unlessProblem(() => derived(setting, time)) ?? 'an expression in it has no value'
    if (typeof found === 'string') notes.push(`the limit on the time $${time.time}$ is missing: ${found}`)
    else motions.push(await consequences(setting, found, point, { budget, proposer: options.proposer }))
  }
  if (motions.length === 0) return missing(notes.join('; '))
  return { branch, metric: frame.metric, motions, notes }
}

function derived(setting: Setting, time: TimeScale): MotionAlong | string {
  if (time.alpha === 1 && time.sigma === 2) return flowOfRegulariser(setting, time)
  if (time.alpha === 1 && time.sigma === 4) return flowOfSecondPotential(setting, time)
  return limitOfNoise(setting, time)
}

function whyNot(
  landscape: Landscape,
  point: ZeroLossPoint,
  { perturbation }: NoiseObjects,
  noiseClass: NoiseClass,
): Prose | undefined {
  if (noiseClass.frozen) return 'every point of the set stays where it is, whatever the noise'
  if (noiseClass.timeScales.length === 0 && noiseClass.undecided !== undefined) return `whether anything moves along the set is not known: ${noiseClass.undecided}` // prettier-ignore
  if (noiseClass.timeScales.length === 0) return 'nothing moves along the set on these times'
  if (point.dimension === 0) return 'the point is isolated: there is no set to move along'
  if (point.rank.rank === 0) return 'no direction crosses the set'
  if (landscape.perSample !== undefined) return 'there are too many samples to be written out'
  if (landscape.dimension > most.parameters) return `there are ${landscape.dimension} parameters, too many for closed forms` // prettier-ignore
  const { loss, variables } = writtenOut(perturbation)
  if (!isAnalytic([loss])) return 'the loss has kinks'
  if (variables.length > most.variables || nodeCount([loss]) > most.nodes) return 'the loss with noise is too long for closed forms' // prettier-ignore
  return undefined
}

async function branchThrough(
  landscape: Landscape,
  through: ZeroLossPoint,
  { budget, proposer }: LimitAlongOptions,
): Promise<ParametrisedBranch | Missing> {
  const found = await parametrise(landscape, { through, proposer, ...(budget && { budget }) })
  if (found.kind === 'none') return missing(found.reason)
  return found.through ?? missing('no branch in closed form contains the point')
}

/** α, unless the model uses the letter for something else. */
function learningRateSymbol({ model }: Landscape): SymbolNode | undefined {
  const used = [...model.symbols, ...(model.data?.symbols ?? [])]
  if (used.some((symbol) => symbol.kind === 'symbol' && symbol.name === 'alpha')) return undefined
  const symbol = model.graph.symbol('alpha', { positive: true })
  return symbol.kind === 'symbol' ? symbol : undefined
}

function unlessProblem<T>(compute: () => T): T | undefined {
  try {
    return compute()
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code !== 'cancelled') return undefined
    throw error
  }
}
