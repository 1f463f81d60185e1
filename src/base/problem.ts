/**
 * What went wrong, as data. A problem is a record before it is a sentence: the wording of every code lives in
 * `wording.ts`, and nowhere else is error text put together.
 */

/** A place in a text the user wrote. Lines and columns count from 1; `length` is at least 1. */
export interface Span {
  /** What the user calls the text: a file name, or for instance `--at`. */
  readonly source: string
  readonly line: number
  readonly column: number
  readonly length: number
  /** The whole line, for the caret. */
  readonly text: string
}

/** Every kind of problem and the facts it carries. The sentence for each is in `wording.ts`. */
export interface ProblemFacts {
  // reading a model
  'unknown-symbol': {
    name: string
    parameters: string[]
    data: string[]
    defined?: string[]
    /** Whether data could be mentioned, if the model had any. */
    mayBeData?: boolean
    nearest?: string
  }
  'unknown-function': { name: string; known: string[]; nearest?: string; instead?: string }
  'wrong-argument-count': { name: string; expected: string; got: number }
  'bad-syntax': { detail: string }
  'not-allowed': { what: string; instead: string }
  'too-large': { what: string; size: number; limit: number; unit?: string }
  'shape-mismatch': { operation: string; left: string; right: string; hint?: string }
  'definition-fails': { definition: string; given: string; part: string; detail: string }
  'bad-index': { what: string; shape: string; detail: string }
  'not-scalar': { what: string; shape: string }
  'bad-yaml': { detail: string }
  'bad-json': { detail: string }
  misuse: { detail: string }
  'bad-report': { name: string; detail: string }
  'bad-checkpoint': { path: string; detail: string }
  /** What was asked when it was written and is asked now, where they differ. */
  'other-checkpoint': { path: string; differences: string[] }
  'missing-field': { field: string; example: string }
  'unknown-field': { field: string; allowed: string[]; nearest?: string }
  'bad-field': { field: string; expected: string; got: string }
  'name-clash': { name: string; first: string; second: string }
  'not-a-number': { what: string; got: string }
  'undefined-value': { expression: string; reason: string }
  'file-unreadable': { path: string; reason: string }
  'file-unwritable': { path: string; reason: string; option?: string }
  // what the user asked for
  'unknown-point': { name: string; points: string[]; nearest?: string }
  'missing-coordinate': { point: string; parameter: string }
  'unknown-theorem': { name: string; known: string[]; nearest?: string }
  'unknown-model': { name: string; known: string[]; nearest?: string }
  'bad-option': { option: string; expected: string; got: string; nearest?: string }
  // mathematics
  'not-finite-at-start': { what: string; value: string; point: string }
  'point-not-on-set': { point: string; residual: number; loss: number }
  /**
   * `elsewhere`: named points of the model where the loss is 0. `minimum`: the lowest loss where it is a minimum, exact where
   * the start is a minimiser and is exact.
   */
  'no-zero-loss-set': {
    lowestLoss: number
    at: string
    tried: string
    elsewhere?: string[]
    minimum?: string
  }
  /** A place where a loss is 0 and has a slope, and a value of it below 0 at a distance, where one was looked for. */
  'loss-crosses-zero': { at: string; slope: number; isExact: boolean; lower?: number; distance?: number }
  'beyond-assumption': { start: string; reached: string }
  'no-convergence': { what: string; tried: string; reached: string; suggest: string }
  'not-finite': { what: string; where: string }
  'linear-algebra': { what: string; detail: string }
  'ode-failed': { reason: string; time: number; steps: number }
  'not-applicable': { theorem: string; hypothesis: string; witness: string }
  // resources
  'out-of-budget': { what: string; budget: string; reached: string }
  cancelled: { what: string; kept?: string }
  'tool-missing': { tool: string; purpose: string; suggest: string }
  'tool-failed': { tool: string; detail: string }
  internal: { detail: string }
}

export type ProblemCode = keyof ProblemFacts

/** One thing that went wrong: a code, its facts and, where a text of the user's is at fault, the place in it. */
export type Problem = {
  [Code in ProblemCode]: { readonly code: Code; readonly facts: ProblemFacts[Code]; readonly span?: Span }
}[ProblemCode]

/** Makes a problem record. */
export function problem<Code extends ProblemCode>(
  code: Code,
  facts: ProblemFacts[Code],
  span?: Span | undefined,
): Problem {
  return (span === undefined ? { code, facts } : { code, facts, span }) as Problem
}

/** Carries one problem to whoever can tell the user. Its `message` is the wording without a caret. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: Problem

  constructor(record: Problem, message: string) {
    super(message)
    this.problem = record
  }
}
