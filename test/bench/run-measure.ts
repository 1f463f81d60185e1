import type { Measure, Outcome, Peer, Program, Row } from './program.js'
import type { Comparison, Skipped } from './results.js'
import { quotientSpread, type Spread, spreadOf, timesSpread } from './spread.js'

export interface MeasureResult {
  readonly comparisons: readonly Comparison[]
  readonly skipped: readonly Skipped[]
}

/**
 * Runs all programs of a measure in rounds, ours and the peers' taking turns, so that whatever slows the machine slows
 * them alike. A ratio is taken within each round.
 */
export function runMeasure(
  measure: Measure,
  rounds: number,
  progress: (line: string) => void,
): MeasureResult {
  const programs = new Set(measure.rows.flatMap(({ ours, peers }) => [ours, ...peers.flatMap(programsOf)]))
  const present = [...programs].filter((program) => program.isPresent())
  const outcomes = new Map<Program, Outcome[]>(present.map((program) => [program, []]))
  for (let round = 1; round <= rounds; round++)
    for (const [program, found] of outcomes) {
      if (found.some(({ kind }) => kind !== 'timed')) continue
      const outcome = program.run()
      found.push(outcome)
      progress(`${measure.name}, round ${round} of ${rounds}: ${program.name}, ${described(outcome)}`)
    }
  return {
    comparisons: measure.rows.flatMap((row) =>
      row.peers.map((peer) => ({
        measure: measure.name,
        title: row.title,
        clock: row.clock,
        peer: peer.program.name,
        atLeast: peer.atLeast,
        aim: peer.aim,
        ...compare(row, peer, outcomes),
      })),
    ),
    skipped: [...programs]
      .filter((program) => !outcomes.has(program))
      .map(({ name, needs }) => ({ measure: measure.name, program: name, needs })),
  }
}

function programsOf({ program, indirect }: Peer): Program[] {
  return indirect === undefined ? [program] : [program, indirect.through]
}

function described(outcome: Outcome): string {
  if (outcome.kind === 'timed') return `${outcome.seconds.toPrecision(3)} s`
  return outcome.kind === 'failed' ? `failed: ${outcome.reason}` : `not built yet: ${outcome.missing}`
}

type Found = Pick<Comparison, 'ratio' | 'through' | 'ours' | 'peerTime' | 'remark' | 'isWrong'>
type Timed = Extract<Outcome, { kind: 'timed' }>

function compare(row: Row, { program, indirect }: Peer, outcomes: ReadonlyMap<Program, Outcome[]>): Found {
  const mine = timesOf(row.ours, outcomes)
  const theirs = timesOf(program, outcomes)
  const ours = spreadIf(mine.timed)
  const peerTime = spreadIf(theirs.timed)
  if (ours === undefined) return { peerTime, ...mine.trouble }
  if (theirs.trouble.isWrong === true) return { ours, ...theirs.trouble }
  if (peerTime !== undefined) {
    const wrong = disagreement(row, program, mine.timed, theirs.timed)
    return wrong === undefined ? { ours, peerTime, ratio: ratioOf(theirs.timed, mine.timed) } : { ours, peerTime, remark: wrong, isWrong: true } // prettier-ignore
  }
  const middle = indirect === undefined ? undefined : timesOf(indirect.through, outcomes)
  if (indirect === undefined || middle === undefined || middle.timed.length === 0)
    return { ours, remark: 'skipped' }
  const elsewhere = quotientSpread(spreadOf(indirect.peerTimes), spreadOf(indirect.throughTimes))
  return {
    ours,
    ratio: timesSpread(ratioOf(middle.timed, mine.timed), elsewhere),
    through: indirect.through.name,
  }
}

function timesOf(
  program: Program,
  outcomes: ReadonlyMap<Program, Outcome[]>,
): { timed: Timed[]; trouble: Pick<Found, 'remark' | 'isWrong'> } {
  const found = outcomes.get(program)
  if (found === undefined) return { timed: [], trouble: { remark: `needs ${program.needs}` } }
  const trouble = found.find((outcome) => outcome.kind !== 'timed')
  if (trouble === undefined) return { timed: found as Timed[], trouble: {} }
  const remark =
    trouble.kind === 'failed' ? `${program.name} failed: ${trouble.reason}` : `not built yet: ${trouble.missing}`
  return { timed: [], trouble: trouble.kind === 'failed' ? { remark, isWrong: true } : { remark } }
} // prettier-ignore

function spreadIf(timed: readonly Timed[]): Spread | undefined {
  return timed.length === 0 ? undefined : spreadOf(timed.map(({ seconds }) => seconds))
}

function ratioOf(theirs: readonly Timed[], mine: readonly Timed[]): Spread {
  return spreadOf(mine.map(({ seconds }, round) => theirs[round]!.seconds / seconds))
}

/** Programs that compute different things are not compared. */
function disagreement(
  row: Row,
  peer: Program,
  mine: readonly Timed[],
  theirs: readonly Timed[],
): string | undefined {
  for (const [round, { check: a }] of mine.entries()) {
    const b = theirs[round]!.check
    if (a === undefined || b === undefined || !(Math.abs(a - b) <= row.tolerance))
      return `the results disagree: ${row.ours.name} ${a ?? 'none'}, ${peer.name} ${b ?? 'none'}`
  }
  return undefined
}
