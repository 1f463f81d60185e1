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
import { exactNamedPoints, unlessProblem } from './places.js'
import type { Settled } from './settle.js'
import { type Wording, writtenClaim, writtenEntry } from './write.js'

// Longer ones are not for reading, and take long to simplify.
const longest = 200
const largest = 60
const branchesShown = 2

/** What a condition becomes along branches of the set and at the named points of the model. */
export interface Surroundings {
  readonly landscape: Landscape
  readonly branches: readonly ParametrisedBranch[]
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
    formulas: claims.map((claim) => writtenClaim(claim, wording)),
    along: alongBranches(claims, wording, around),
    at: atPoints(claims, wording, around),
    evidence: { certainty, basis, points: agreement.points, comparisons: agreement.comparisons },
  }
} // prettier-ignore

function alongBranches(claims: readonly Claim[], words: Wording, { landscape, branches, budget }: Surroundings): WrittenFormula[] {
  const { symbols } = landscape.model
  if (spent(budget) || nodeCount(claims.flatMap(expressionsOf)) > largest) return []
  return branches.slice(0, branchesShown).flatMap((branch) => {
    const there = claims.map((claim) => mapped(claim, (e) => expressionAlong(landscape, branch, e)))
    if (there.some((claim) => claim === undefined)) return []
    const solved = symbols.flatMap((symbol, i) => (branch.coordinates[i] === symbol ? [] : [[symbol, branch.coordinates[i]!] as const]))
    const formulas = there.map((claim) => writtenClaim(claim!, words))
    const own = claims.map((claim) => writtenClaim(claim, words).text)
    if (formulas.every(({ text }, i) => text === own[i] || text.length > longest)) return []
    const where = solved.map(([symbol, value]) => ({ text: `${toText(symbol)} = ${toText(value)}`, symbol, value }))
    if (where.some(({ text }) => text.length > 80)) return []
    return [{
      text: `${formulas.map(({ text }) => text).join(' and ')} where ${where.map(({ text }) => text).join(', ')}`,
      latex: formulas.map(({ latex }) => latex).join(',\\quad ') + `\\quad\\text{where } ${where.map(({ symbol, value }) => writtenEntry(symbol, value).latex).join(',\\; ')}`,
    }]
  })
} // prettier-ignore

function expressionsOf(claim: Claim): Expression[] {
  if (claim.form === 'below' || claim.form === 'above') return [claim.bound]
  if (claim.form === 'windows') return [claim.scale]
  return claim.form === 'product' ? claim.factors.map(({ value }) => value) : []
}

function atPoints(claims: readonly Claim[], words: Wording, { landscape }: Surroundings): Condition['at'] {
  return exactNamedPoints(landscape).flatMap(({ name, values }) => {
    const there = claims.map((claim) => mapped(claim, (e) => readable(substitute(e, values))))
    if (there.some((claim) => claim === undefined)) return []
    const formulas = there.map((claim) => writtenClaim(claim!, words))
    return [{
      point: name,
      formula: {
        text: formulas.map(({ text }) => text).join(' and '),
        latex: formulas.map(({ latex }) => latex).join(',\\quad '),
      },
    }]
  })
} // prettier-ignore

/** A bound, windows or a product with its expressions replaced; nothing for other claims, and where there is no value. */
function mapped(claim: Claim, replace: (e: Expression) => Expression): Claim | undefined {
  return unlessProblem(() => {
    switch (claim.form) {
      case 'below':
      case 'above':
        return claim.perSample === true ? undefined : { form: claim.form, bound: replace(claim.bound) }
      case 'windows':
        return { ...claim, scale: replace(claim.scale) }
      case 'product': {
        const factors = claim.factors.map(({ value, times }) => ({ value: replace(value), times }))
        return { ...claim, factors, shown: undefined }
      }
      default:
        return undefined
    }
  })
} // prettier-ignore
