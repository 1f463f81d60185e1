import { type Budget, unlimited, within } from '../base/budget.js'
import type { Host } from '../base/host.js'
import { isZero } from '../calculus/index.js'
import { evaluate, type Expression, freeSymbols, negate, substitute, subtract } from '../expression/index.js'
import { converse } from './conversation.js'
import { polynomialText } from './polynomial-text.js'
import { readProposal } from './read-proposal.js'

/** A computer-algebra system whose every answer has been proved right here; what could not be proved is not told. */
export interface Proposer {
  /** A product equal to `e` wherever `e` is defined; nothing when none was found or proved. It need not be complete. */
  factor(e: Expression): Promise<Expression | undefined>
  /**
   * Expressions without `s` that make `e` vanish when put in its place, wherever they are defined, which is somewhere.
   * There may be other solutions, and an empty list means nothing.
   */
  solve(e: Expression, s: Expression): Promise<Expression[]>
  /** Ends the worker. The proposer can still be used and then starts another. */
  close(): Promise<void>
}

// How long one question may take. The system has cases in which it never returns.
const patience = 5000

/**
 * A proposer over a worker of `host`, which is started when first needed and killed when it does not answer in 5 seconds or
 * within `budget`. Neither time limits nor failures of the system are problems: there is just no proposal.
 */
export function createProposer(host: Host, budget: Budget = unlimited): Proposer {
  const conversation = converse(() => host.spawn('algebra'))
  const ask = (task: 'factor' | 'solve', polynomial: string, unknown?: string): Promise<readonly string[]> =>
    conversation.ask({ task, polynomial, ...(unknown && { unknown }) }, within(budget, patience))

  return {
    async factor(e) {
      const written = polynomialText(e)
      if (written === undefined) return undefined
      const [proposal] = await ask('factor', written.text)
      return proposal === undefined ? undefined : certifiedFactor(e, proposal, written.generators)
    },
    async solve(e, s) {
      const written = polynomialText(e)
      const index = written?.generators.indexOf(s) ?? -1
      if (written === undefined || index < 0) return []
      if (written.generators.some((g) => g !== s && dependsOn(g, s))) return []
      const proposals = await ask('solve', written.text, `x${index + 1}`)
      return certifiedSolutions(e, s, proposals, written.generators)
    },
    close: () => conversation.close(),
  }
}

/** The product that `proposal` writes, or its negative, when it is one and proved equal to `e`. */
export function certifiedFactor(
  e: Expression,
  proposal: string,
  generators: readonly Expression[],
): Expression | undefined {
  const read = readProposal(proposal, e.graph, generators)
  if (read === undefined || !isProduct(read)) return undefined
  // The system often loses the sign of the whole.
  return [read, negate(read)].find((candidate) => isZero(subtract(e, candidate)).outcome === 'proved')
}

/** Those of the `proposals` that are proved to solve `e` = 0 for `s`, each once. */
export function certifiedSolutions(
  e: Expression,
  s: Expression,
  proposals: readonly string[],
  generators: readonly Expression[],
): Expression[] {
  const found = new Set<Expression>()
  for (const proposal of proposals) {
    const candidate = readProposal(proposal, e.graph, generators)
    if (candidate !== undefined && isSolution(e, s, candidate)) found.add(candidate)
  }
  return [...found]
}

function isSolution(e: Expression, s: Expression, candidate: Expression): boolean {
  if (dependsOn(candidate, s)) return false
  const residual = substitute(e, new Map([[s, candidate]]))
  return (
    isZero(residual).outcome === 'proved' && isDefinedSomewhere(residual) && isDefinedSomewhere(candidate)
  )
}

// A residual defined nowhere vanishes wherever it is defined. √(-1 - x²) solves nothing over the reals.
function isDefinedSomewhere(e: Expression): boolean {
  const symbols = [...freeSymbols(e)]
  return samples.some((sample) =>
    Number.isFinite(evaluate(e, new Map(symbols.map((symbol, i) => [symbol, sample(i)])))),
  )
}

// Points of both signs and different sizes, coordinates all different.
const samples = Array.from({ length: 24 }, (_, k) => (i: number): number => {
  const sign = ((k >> (i % 4)) & 1) === 0 ? 1 : -1
  return sign * (0.3 + (((k + 1) * (i + 1) * 0.618034) % 1)) * [1, 4, 0.2][k % 3]!
})

function isProduct(e: Expression): boolean {
  if (e.kind === 'product') return true
  return (
    e.kind === 'sum' && e.terms.length === 1 && e.constant.numerator === 0n && isProduct(e.terms[0]!.term)
  )
}

function dependsOn(e: Expression, s: Expression): boolean {
  return s.kind === 'symbol' && freeSymbols(e).has(s)
}
