/** What many repetitions of one experiment came to, each with a seed of its own. */
export interface VerdictRow {
  readonly model: string
  readonly at: string
  readonly theorem: string
  /** The noise that was chosen, if any. */
  readonly noise?: string
  readonly effort: string
  /** Repetitions. */
  readonly runs: number
  readonly supported: number
  readonly refuted: number
  readonly inconclusive: number
  /** Mean of the relative deviation from the prediction, and its standard error over the repetitions. */
  readonly deviation: { readonly mean: number; readonly error: number }
  /** Standard deviation of the deviation over the repetitions, in units of the standard error that each run states. */
  readonly spread: number
  /** Runs whose 95 % interval, systematic part left out, holds the predicted value; nothing where that part prevails. */
  readonly covered95: number | undefined
  /** Runs whose printed 99 % interval holds the predicted value. */
  readonly covered99: number
  /** How often predictions that are off by 5 %, up and down, were refuted. */
  readonly wrong: { readonly refuted: number; readonly of: number }
}

/** What many repetitions of one estimator came to. */
export interface EstimatorRow {
  readonly name: string
  readonly claims: string
  readonly level: number
  readonly hits: number
  readonly of: number
}

export interface CalibrationResults {
  readonly date: string
  readonly machine: string
  readonly node: string
  readonly verdicts: readonly VerdictRow[]
  readonly estimators: readonly EstimatorRow[]
}

/** One thing that is demanded of the results, and whether they have it. */
export interface Criterion {
  readonly says: string
  readonly found: string
  readonly holds: boolean
}

export function criteria({ verdicts, estimators }: CalibrationResults): Criterion[] {
  const standard = verdicts.filter(({ effort }) => effort === 'standard')
  const all = total(standard, (row) => row.runs)
  const refuted = total(standard, (row) => row.refuted)
  const inconclusive = total(standard, (row) => row.inconclusive)
  const known = standard.filter(({ covered95 }) => covered95 !== undefined)
  const covered = total(known, (row) => row.covered95!)
  const intervals = total(known, (row) => row.runs)
  const printed = total(standard, (row) => row.covered99)
  const wrong = total(standard, (row) => row.wrong.of)
  const noticed = total(standard, (row) => row.wrong.refuted)
  const least = Math.min(...standard.map((row) => row.wrong.refuted / row.wrong.of))
  const flipped = verdicts.filter((row) => row.supported > 0 && row.refuted > 0)
  const off = estimators.filter(({ level, hits, of }) => !isWithin(hits / of, level))
  return [
    {
      says: 'of the 95 % intervals of the drift, 93 to 97 % hold the value',
      found: share(covered, intervals),
      holds: isWithin(covered / intervals, 0.95),
    },
    {
      says: 'of the printed 99 % intervals, systematic part included, at least 99 % hold the value',
      found: share(printed, all),
      // Two standard errors of a share of 99 %.
      holds: printed / all >= 0.99 - 2 * Math.sqrt((0.99 * 0.01) / all),
    },
    {
      says: 'of the true predictions at most 1 % are refuted',
      found: share(refuted, all),
      holds: refuted / all <= 0.01,
    },
    {
      says: 'of the true predictions at most 1 % are left inconclusive',
      found: share(inconclusive, all),
      holds: inconclusive / all <= 0.01,
    },
    {
      says: 'a deviation of 5 % is refuted with a probability of at least 0.95, in every situation',
      found: `${share(noticed, wrong)}; at least ${percent(least)} in each`,
      holds: least >= 0.95,
    },
    {
      says: 'no verdict changes between supported and refuted with the seed, at any effort',
      found: flipped.length === 0 ? 'none' : flipped.map(({ model, at }) => `${model} at ${at}`).join(', '),
      holds: flipped.length === 0,
    },
    ...(estimators.length === 0
      ? []
      : [
          {
            says: 'every estimator covers as often as it claims, within two percentage points',
            found: off.length === 0 ? `all ${estimators.length}` : off.map(({ name }) => name).join(', '),
            holds: off.length === 0,
          },
        ]),
  ]
}

function isWithin(found: number, level: number): boolean {
  return Math.abs(found - level) <= 0.02
}

function total<T>(rows: readonly T[], of: (row: T) => number): number {
  return rows.reduce((sum, row) => sum + of(row), 0)
}

export function percent(value: number, digits = 1): string {
  return `${(100 * value).toFixed(digits)} %`
}

function share(part: number, whole: number): string {
  return `${percent(part / whole, 2)} (${part} of ${whole})`
}
