import type { GrowthOutcome, GrowthTask } from '../ours/growth.js'
import type { Growth, Point, Series } from '../results.js'
import { spreadOf } from '../spread.js'

export type GrowthRun = (task: GrowthTask) => GrowthOutcome | { readonly failed: string }

interface Options {
  readonly run: GrowthRun
  readonly quick: boolean
  readonly progress: (line: string) => void
}

type Variant = Pick<GrowthTask, 'form' | 'as'>
type Quantity = 'seconds' | 'gradientBytes' | 'hessianBytes'

/** Seconds after which a series is not continued: the next point would take several times as long. */
const patience = 10

const axes = {
  parameters: { x: 'number of parameters $d$', values: [16, 32, 64, 128, 256, 512], fixed: '8 samples' },
  samples: { x: 'number of samples $N$', values: [8, 32, 128, 512, 2048, 10_000], fixed: '32 parameters' },
} as const

const variants: readonly Variant[] = [
  { form: 'rolled', as: 'kernels' },
  { form: 'rolled', as: 'expressions' },
  { form: 'written out', as: 'kernels' },
  { form: 'written out', as: 'expressions' },
]

/** How time to derive and size of code grow with parameters and samples, for both forms of the loss. */
export function growth(options: Options): Growth[] {
  return (['parameters', 'samples'] as const).flatMap((axis) => {
    const values = options.quick ? axes[axis].values.slice(0, 2) : axes[axis].values
    const found = variants.map((variant) => sweep(variant, axis, values, options))
    const { x, fixed } = axes[axis]
    const series = (quantity: Quantity, label: (variant: Variant) => string): Series[] =>
      found
        .filter(({ variant }) => quantity === 'seconds' || variant.as === 'kernels')
        .map(({ variant, runs, ended }) => ({
          label: label(variant),
          points: runs.flatMap(({ value, outcomes }) => pointOf(value, outcomes, quantity)),
          ended,
        }))
    return [
      {
        name: `growth-time-${axis}`,
        title: `Time to gradient and Hessian, ${fixed}`,
        x,
        y: 'CPU time in milliseconds',
        series: series('seconds', ({ form, as }) => `${as}, ${form}`),
      },
      {
        name: `growth-code-${axis}`,
        title: `Size of the WebAssembly code, ${fixed}`,
        x,
        y: 'code in kilobytes',
        series: [
          ...series('gradientBytes', ({ form }) => `gradient, ${form}`),
          ...series('hessianBytes', ({ form }) => `Hessian, ${form}`),
        ],
      },
    ]
  })
}

interface Sweep {
  readonly variant: Variant
  readonly runs: readonly { readonly value: number; readonly outcomes: readonly GrowthOutcome[] }[]
  readonly ended: string | undefined
}

function sweep(
  variant: Variant,
  axis: keyof typeof axes,
  values: readonly number[],
  { run, quick, progress }: Options,
): Sweep {
  const runs: { value: number; outcomes: GrowthOutcome[] }[] = []
  for (const value of values) {
    const size = axis === 'parameters' ? { hidden: value / 4, samples: 8 } : { hidden: 8, samples: value }
    const outcomes: GrowthOutcome[] = []
    // Fresh processes; what is slow is steady, and done once.
    for (let round = 0; round < (quick ? 1 : 3) && (round === 0 || outcomes[0]!.seconds < 1); round++) {
      const outcome = run({ ...variant, ...size })
      if ('failed' in outcome) return { variant, runs, ended: `ended at ${value}: ${outcome.failed}` }
      outcomes.push(outcome)
      progress(
        `growth with ${axis}, ${variant.as}, ${variant.form}, ${value}: ${outcome.seconds.toPrecision(3)} s`,
      )
    }
    runs.push({ value, outcomes })
    const { seconds } = outcomes[0]!
    if (seconds > patience && value !== values.at(-1)) return { variant, runs, ended: `was not continued: ${value} took ${seconds.toPrecision(2)} s` } // prettier-ignore
  }
  return { variant, runs, ended: undefined }
}

function pointOf(value: number, outcomes: readonly GrowthOutcome[], quantity: Quantity): Point[] {
  const found = outcomes.map((outcome) => outcome[quantity]).filter((each) => each !== undefined && each > 0)
  const scale = quantity === 'seconds' ? 1e3 : 1e-3
  return found.length === 0 ? [] : [{ x: value, y: spreadOf((found as number[]).map((each) => scale * each)) }]
} // prettier-ignore
