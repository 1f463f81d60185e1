import { type Expression, evaluate, type SymbolNode } from '../../../src/expression/index.js'
import { certify, type ParametrisedBranch } from '../../../src/geometry/index.js'
import { limitAlong, type LimitAlong, type LimitAlongOptions } from '../../../src/theory/noise/along/index.js'
import { classifyNoise } from '../../../src/theory/noise/limit/index.js'
import { type Case, cases, type Placed, placed } from '../noise-limit/cases.js'

export type Name = keyof typeof cases

type Found = Placed & { limit: LimitAlong }

const known = new Map<Name, Promise<Found>>()

/** The limit along the set of a worked case of the theory, or of a model given here. */
export function limitOf(which: Name | Case, options?: (at: Placed) => LimitAlongOptions): Promise<Found> {
  if (typeof which !== 'string' || options !== undefined) return derived(which, options)
  const found = known.get(which) ?? derived(which)
  known.set(which, found)
  return found
}

async function derived(which: Name | Case, options?: (at: Placed) => LimitAlongOptions): Promise<Found> {
  const at = placed(typeof which === 'string' ? cases[which] : which)
  const limit = await limitAlong(at.landscape, at.point, at.objects, classifyNoise(at.landscape, at.point, at.objects), options?.(at)) // prettier-ignore
  if ('missing' in limit) throw new Error(limit.missing)
  return { ...at, limit }
}

/** A certified branch with a new symbol s. */
export function curve({ landscape }: Placed, coordinates: (s: SymbolNode) => Expression[]): ParametrisedBranch {
  const s = landscape.model.graph.symbol('s') as SymbolNode
  const certified = certify(landscape, coordinates(s), [s])
  if (certified.outcome === 'refused') throw new Error(certified.reason)
  return certified.branch
} // prettier-ignore

export const at = (e: Expression, symbol: Expression, value: number): number => evaluate(e, new Map([[symbol, value]])) // prettier-ignore
