import type { Prose } from '../../base/prose.js'
import { type FateTally, leastAgreements, tally } from '../../verify/index.js'
import { notions } from './predicted.js'
import type { BarePosition } from './positions.js'
import type { MapCell, MapNotion, MapVerdict } from './record.js'

/** Names of the notions in sentences. */
export const notionTitles: Readonly<Record<MapNotion, Prose>> = {
  'almost-surely': 'the almost-sure boundary',
  'mean-square': 'the boundary in mean square',
  'gradient-descent': 'the boundary of gradient descent',
  higher: 'the almost-sure boundary, a quarter higher',
  lower: 'the almost-sure boundary, a fifth lower',
}

/** What the cells say of each notion. All are judged by the same cells: those far enough from the almost-sure boundary. */
export function mapVerdict(
  cells: readonly MapCell[],
  positions: readonly BarePosition[],
  cutShort: boolean,
): MapVerdict {
  const counted = cells.filter(({ counts }) => counts)
  const each = <T>(find: (notion: MapNotion) => T): Record<MapNotion, T> =>
    Object.fromEntries(notions.map((notion) => [notion, find(notion)])) as Record<MapNotion, T>
  const tallies = each((notion) =>
    tally(counted.map(({ predicted, measured }) => ({ predicted: predicted[notion], seen: measured!.seen }))),
  )
  const differing = each(
    (notion) =>
      counted.filter(
        ({ predicted }) =>
          predicted[notion] !== undefined && predicted[notion] !== predicted['almost-surely'],
      ).length,
  )
  const verdict = {
    outcome: tallies['almost-surely'].outcome,
    tallies,
    differing,
    coincide: coincideOn(positions),
    cells: {
      planned: cells.length,
      measured: cells.filter(({ measured }) => measured !== undefined).length,
      counted: counted.length,
    },
    cutShort,
  }
  return { ...verdict, summary: summaryOf(verdict) }
}

function coincideOn(positions: readonly BarePosition[]): boolean {
  const known = positions.flatMap(({ boundaries }) => boundaries ?? [])
  return known.every(({ gradientDescent, meanSquare, almostSure }) => {
    const all = [meanSquare.value, ...(almostSure ?? []).map(({ learningRate }) => learningRate.value)]
    return all.every((rate) => Math.abs(rate / gradientDescent.value - 1) <= 1e-6)
  })
}

function summaryOf({ outcome, tallies, differing, coincide, cells, cutShort }: Omit<MapVerdict, 'summary'>): Prose {
  const { agree, contradict, undecided } = tallies['almost-surely']
  const right = agree.settles + agree.leaves
  const wrong = contradict.settles + contradict.leaves
  const first: Record<string, Prose> = {
    supported: `The almost-sure boundary is supported: ${right} of ${cells.counted} cells that count agree with it (${agree.settles} settle, ${agree.leaves} leave), none contradicts it${undecided > 0 ? `, ${undecided} are not clear` : ''}.`,
    refuted: `The almost-sure boundary is refuted: ${wrong} of ${cells.counted} cells that count contradict it, ${right} agree.`,
    inconclusive: `Nothing is concluded: of ${cells.counted} cells that count ${right} agree with the almost-sure boundary (${agree.settles} settle, ${agree.leaves} leave; ${leastAgreements} of each are wanted) and ${undecided} are not clear${cutShort ? '; the time ended first' : ''}.`,
  }
  if (cells.counted === 0)
    return cutShort
      ? `Nothing is concluded: the time ended first, with ${cells.measured} of ${cells.planned} cells measured and none that counts.`
      : 'Nothing is concluded: at no cell the almost-sure boundary predicts what a measurement could tell.'
  const others = coincide
    ? ['The three notions coincide on this path: nothing here tells them apart.']
    : [told(['mean-square', 'gradient-descent'], tallies, differing)]
  return [first[outcome]!, ...others, told(['higher', 'lower'], tallies, differing)].filter((text) => text !== '').join(' ')
} // prettier-ignore

function told(
  which: readonly MapNotion[],
  tallies: Readonly<Record<MapNotion, FateTally>>,
  differing: Readonly<Record<MapNotion, number>>,
): string {
  const parts = which.map((notion) => {
    const { settles, leaves } = tallies[notion].contradict
    const title = notionTitles[notion]
    if (differing[notion] === 0) return `${title} predicts nothing else at the cells that count`
    return settles + leaves > 0
      ? `${title} is refuted by ${cellsText(settles + leaves)}`
      : `${title} is not refuted (${cellsText(differing[notion])} could)`
  })
  const text = parts.join('; ')
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`
}

const cellsText = (count: number): string => (count === 1 ? '1 cell' : `${count} cells`)
