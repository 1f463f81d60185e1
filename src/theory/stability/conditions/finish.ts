import { type Budget, spent } from '../../../base/budget.js'
import { readable } from '../../../calculus/index.js'
import { type Expression, nodeCount, substitute, toText } from '../../../expression/index.js'
import {
  expressionAlong,
  type Landscape,
  type ParametrisedBranch,
  type WrittenFormula,
} from '../../../geometry/index.js'
import type { Claim, Condition } from './contract.js'
import type { NamedPoint } from './places.js'
import type { Settled } from './settle.js'
import { unlessProblem } from './unless-problem.js'
import { conjunction, type Wording, writtenClaims, writtenEntry } from './write.js'

// Longer ones are not for reading, and take long to simplify.
const longest = 200
const largest = 60
const branchesShown = 2

/** What a condition becomes along branches of the set and at the named points of the model. */
export interface Surroundings {
  readonly landscape: Landscape
  readonly branches: readonly ParametrisedBranch[]
  /** The points for which the conditions are written, too. */
  readonly named: readonly NamedPoint[]
  readonly budget: Budget
}

/** A checked draft as a condition with its formulas. */
export function finished({ draft, agreement }: Settled, words: Omit<Wording, 'notion'>, around: Surroundings): Condition {
  const wording = { ...words, notion: draft.notion }
  const { claims, notion, says, kind, certainty, basis } = draft
  return {
    notion,
    says,
    kind,
    claims,
    formulas: writtenClaims(claims, wording),
    along: alongBranches(claims, wording, around),
    at: atPoints(claims, wording, around),
    evidence: { certainty, basis, points: agreement.points, comparisons: agreement.comparisons },
  }
} // prettier-ignore

function alongBranches(claims: readonly Claim[], words: Wording, { landscape, branches, budget }: Surroundings): WrittenFormula[] {
  const { symbols } = landscape.model
  if (spent(budget) || nodeCount(claims.flatMap(expressionsOf)) > largest) return []
  return branches.slice(0, branchesShown).flatMap((branch) => {
    const there = allMapped(claims, (e) => expressionAlong(landscape, branch, e))
    if (there === undefined) return []
    const solved = symbols.flatMap((symbol, i) => (branch.coordinates[i] === symbol ? [] : [[symbol, branch.coordinates[i]!] as const]))
    const own = writtenClaims(claims, words)
    if (writtenClaims(there, words).every(({ text }, i) => text === own[i]!.text || text.length > longest)) return []
    const where = solved.map(([symbol, value]) => ({ text: `${toText(symbol)} = ${toText(value)}`, symbol, value }))
    if (where.some(({ text }) => text.length > 80)) return []
    const formula = conjunction(there, words)
    return [{
      text: `${formula.text} where ${where.map(({ text }) => text).join(', ')}`,
      latex: `${formula.latex}\\quad\\text{where } ${where.map(({ symbol, value }) => writtenEntry(symbol, value).latex).join(',\\; ')}`,
    }]
  })
} // prettier-ignore

function expressionsOf(claim: Claim): Expression[] {
  if (claim.form === 'below' || claim.form === 'above') return [claim.bound]
  if (claim.form === 'windows') return [claim.scale]
  return claim.form === 'product' ? claim.factors.map(({ value }) => value) : []
}

function atPoints(claims: readonly Claim[], words: Wording, { named }: Surroundings): Condition['at'] {
  return named.flatMap(({ name, values }) => {
    const there = allMapped(claims, (e) => readable(substitute(e, values)))
    return there === undefined ? [] : [{ point: name, formula: conjunction(there, words) }]
  })
} // prettier-ignore

function allMapped(claims: readonly Claim[], replace: (e: Expression) => Expression): Claim[] | undefined {
  const there = claims.map((claim) => mapped(claim, replace)).filter((claim) => claim !== undefined)
  return there.length < claims.length ? undefined : there
}

/** A bound, windows or a product with its expressions replaced; nothing for other claims, and where there is no value. */
function mapped(claim: Claim, replace: (e: Expression) => Expression): Claim | undefined {
  return unlessProblem(() => {
    switch (claim.form) {
      case 'below':
      case 'above':
        return claim.perSample === true ? undefined : { form: claim.form, bound: replace(claim.bound) }
      case 'windows': {
        const scale = replace(claim.scale)
        return scale === scale.graph.zero ? undefined : { ...claim, scale }
      }
      case 'product': {
        const factors = claim.factors.map(({ value, times }) => ({ value: replace(value), times }))
        return { ...claim, factors, shown: undefined }
      }
      default:
        return undefined
    }
  })
} // prettier-ignore
