/**
 * The worker's side, and the only place that loads nerdamer. It answers requests; whoever asked must certify the answer,
 * because nerdamer is silently wrong now and then, already while reading (`((x*y)^3)^2` becomes `x^2*y^2`).
 */
import nerdamer from 'nerdamer'
import 'nerdamer/Algebra.js'
import 'nerdamer/Calculus.js'
import 'nerdamer/Solve.js'
import type { AlgebraAnswer, AlgebraRequest } from './messages.js'

/** Answers one request; without proposals when nerdamer refuses. */
export function answer({ id, task, polynomial, unknown }: AlgebraRequest): AlgebraAnswer {
  // Not user text, and nothing else may reach nerdamer's parser either.
  if (!/^[x\d+\-*/^()]+$/.test(polynomial) || !/^x\d+$/.test(unknown ?? 'x1')) return { id, proposals: [] }
  try {
    // As text, because the function `solve` rounds radicals to rationals and then finds ±i/2 for x² = -1.
    const call = task === 'factor' ? `factor(${polynomial})` : `solve(${polynomial}, ${unknown})`
    return { id, proposals: list(nerdamer(call).toString()) }
  } catch {
    return { id, proposals: [] }
  } finally {
    nerdamer.flush()
  }
}

// `[a,b]` are two proposals, anything else is one; the commas of nested calls do not separate.
function list(text: string): string[] {
  if (!text.startsWith('[')) return [text]
  const found: string[] = []
  let depth = 0
  let start = 1
  for (let i = 1; i < text.length; i++) {
    const character = text[i]!
    if ((character === ',' && depth === 0) || i === text.length - 1) {
      if (i > start) found.push(text.slice(start, i))
      start = i + 1
    } else if (character === '(') depth++
    else if (character === ')') depth--
  }
  return found
}
