import type { FunctionName } from '../../src/expression/index.js'
import { functions } from '../../src/expression/functions/index.js'
import { hull, type Interval } from './enclosure.js'

/** The values of a function on a box, up to its own rounding; `isExact` where it does not round. */
export type CallEnclosure = (Interval & { readonly isExact?: boolean }) | 'undefined' | 'unclear'

type OnBox = (args: readonly Interval[]) => CallEnclosure

const evaluated =
  (name: FunctionName) =>
  (...args: number[]): number =>
    functions[name].evaluate(...args)

/** Monotonic in each argument: the extremes are at corners of the box. */
const monotonic =
  (name: FunctionName, isExact = false): OnBox =>
  (args) => ({ ...hull(corners(args).map((corner) => evaluated(name)(...corner))), isExact })

/** Second derivative at most 1 in magnitude: between its ends the function leaves their hull by an eighth of the square. */
const gentle =
  (name: FunctionName): OnBox =>
  ([x]) => {
    const ends = hull([evaluated(name)(x!.low), evaluated(name)(x!.high)])
    const bulge = (x!.high - x!.low) ** 2 / 8
    return { low: ends.low - bulge, high: ends.high + bulge }
  }

const constant =
  (name: FunctionName): OnBox =>
  () => ({ ...hull([evaluated(name)()]), isExact: true })

/** Defined between two numbers, those included. */
const between =
  (least: number, most: number, inside: OnBox): OnBox =>
  (args) => {
    const { low, high } = args[0]!
    if (high < least || low > most) return 'undefined'
    return low >= least && high <= most ? inside(args) : 'unclear'
  }

const onBox: Readonly<Record<FunctionName, OnBox>> = {
  exp: monotonic('exp'),
  log: between(Number.MIN_VALUE, Infinity, monotonic('log')),
  abs: ([x]) => ({
    ...hull([...corners([x!]).flat().map(Math.abs), ...(containsZero(x!) ? [0] : [])]),
    isExact: true,
  }),
  sign: monotonic('sign', true),
  sin: gentle('sin'),
  cos: gentle('cos'),
  tan: ([x]) => {
    const branch = (t: number): number => Math.floor(t / Math.PI + 0.5)
    // Next to a pole nothing can be said either.
    const isInside = branch(x!.low - 1e-12) === branch(x!.high + 1e-12)
    return isInside ? monotonic('tan')([x!]) : 'unclear'
  },
  asin: between(-1, 1, monotonic('asin')),
  acos: between(-1, 1, monotonic('acos')),
  atan: monotonic('atan'),
  sinh: monotonic('sinh'),
  cosh: ([x]) => hull([Math.cosh(x!.low), Math.cosh(x!.high), ...(containsZero(x!) ? [1] : [])]),
  tanh: monotonic('tanh'),
  sigmoid: monotonic('sigmoid'),
  softplus: monotonic('softplus'),
  relu: monotonic('relu', true),
  // Linear on both sides of 0 in x, and linear in the slope; one multiplication.
  leakyrelu: ([x, slope = hull([0.01])]) => {
    const places = [x!.low, x!.high, ...(containsZero(x!) ? [0] : [])]
    return hull(
      places.flatMap((place) => [slope.low, slope.high].map((s) => (place > 0 ? place : s * place))),
    )
  },
  erf: monotonic('erf'),
  gelu: gentle('gelu'),
  swish: gentle('swish'),
  max: monotonic('max', true),
  min: monotonic('min', true),
  // Its rounding is relative to the largest argument, not to a sum near 0 of a negative one and a positive logarithm.
  logsumexp: (args) => {
    const { low, high } = hull(corners(args).map((corner) => evaluated('logsumexp')(...corner)))
    const slack = 2 ** -50 * Math.max(1, ...args.flatMap((arg) => [-arg.low, arg.high]))
    return { low: low - slack, high: high + slack }
  },
  power: ([x, y]) => {
    if (x!.low > 0) return monotonic('power')([x!, y!])
    const isKnown = x!.low === x!.high && y!.low === y!.high
    const isDefined = functions.power.domain.contains(x!.low, y!.low)
    if (isKnown) return isDefined ? monotonic('power')([x!, y!]) : 'undefined'
    const isAtZero = x!.low === 0 && x!.high === 0
    if (isAtZero && y!.high < 0) return 'undefined'
    return isAtZero && y!.low > 0 ? hull([0]) : 'unclear'
  },
  pi: constant('pi'),
  e: constant('e'),
}

export function callEnclosure(name: FunctionName, args: readonly Interval[]): CallEnclosure {
  return onBox[name](args)
}

const containsZero = ({ low, high }: Interval): boolean => low <= 0 && high >= 0

function corners(args: readonly Interval[]): number[][] {
  return args.reduce<number[][]>(
    (found, { low, high }) =>
      found.flatMap((corner) => [
        [...corner, low],
        [...corner, high],
      ]),
    [[]],
  )
}
