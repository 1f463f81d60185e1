import type { Estimate } from '../../base/estimate.js'
import type { Problem } from '../../base/problem.js'
import { wording } from '../../base/wording.js'
import type { BatchChoice } from '../../dynamics/index.js'
import { type Expression, rational, toLatex, toText } from '../../expression/index.js'
import type { Matrix } from '../../numeric/index.js'
import { writtenSize } from '../formula-size.js'
import type { Report } from './schema.js'

type JsonEstimate = Report['verdicts'][number]['judgements'][number]['predicted']
type JsonProblem = NonNullable<Report['verdicts'][number]['problem']>
type JsonFormula = Report['derivation']['loss']

// Twice what fits a file that a person would open: beyond it only the size is given.
const longest = 20_000

/** JSON has no infinities: what is not finite is null. Minus zero, which JSON loses, is zero. */
export function numberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null
}

export function numbersOrNull(values: ArrayLike<number>): (number | null)[] {
  return Array.from(values, numberOrNull)
}

export function matrixJson(m: Matrix): (number | null)[][] {
  return Array.from({ length: m.rows }, (_, i) =>
    numbersOrNull(m.data.subarray(i * m.columns, (i + 1) * m.columns)),
  )
}

export function exactNumber(expression: Expression): { text: string; latex: string } {
  return { text: toText(expression), latex: toLatex(expression) }
}

export function formulaJson(expression: Expression): JsonFormula {
  const size = writtenSize([expression])
  return size > longest ? { text: null, latex: null, size } : { ...exactNumber(expression), size }
}

export function estimateJson(estimate: Estimate): JsonEstimate {
  switch (estimate.kind) {
    case 'exact': {
      const { kind, value, text, latex } = estimate
      return { kind, value: numberOrNull(value), text, latex }
    }
    case 'numerical': {
      const { kind, value, error, method } = estimate
      return { kind, value: numberOrNull(value), error: numberOrNull(error), method }
    }
    case 'enclosed': {
      const { kind, value, lo, hi, method, sign } = estimate
      const ends = { lo: numberOrNull(lo), hi: numberOrNull(hi) }
      return { kind, value: numberOrNull(value), ...ends, ...(method !== undefined && { method }), ...(sign && { sign }) } // prettier-ignore
    }
    case 'measured': {
      const { kind, value, halfWidth, standardError, level, count, method } = estimate
      return {
        kind,
        value: numberOrNull(value),
        halfWidth: numberOrNull(halfWidth),
        standardError: numberOrNull(standardError),
        level,
        count,
        ...(method !== undefined && { method }),
      }
    }
  }
}

export function problemJson(problem: Problem): JsonProblem {
  const facts = Object.entries(problem.facts as Readonly<Record<string, unknown>>)
  return {
    code: problem.code,
    ...wording(problem),
    facts: Object.fromEntries(facts.map(([name, fact]) => [name, factJson(fact)])),
  }
}

function factJson(fact: unknown): string | number | null | string[] {
  if (typeof fact === 'number') return numberOrNull(fact)
  return Array.isArray(fact) ? fact.map(String) : String(fact)
}

/** A record with every value converted, in the order of its names. */
export function mapRecord<T, U>(record: Readonly<Record<string, T>>, convert: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, convert(value)]))
} // prettier-ignore

/** How batches are drawn; probabilities as exact texts, where samples are not equally likely. */
export function batchJson<Size>({
  size,
  replacement,
  probabilities,
}: Omit<BatchChoice, 'size'> & { readonly size: Size }): { size: Size; replacement: boolean; probabilities?: string[] } {
  return { size, replacement, ...(probabilities && { probabilities: probabilities.map(rational.toString) }) }
} // prettier-ignore
