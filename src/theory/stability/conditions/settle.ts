import { type Budget, spent } from '../../../base/budget.js'
import type { Expression } from '../../../expression/index.js'
import { type Agreement, compare, type Place } from './check.js'
import type { Claim } from './contract.js'
import type { Draft } from './draft.js'
import { compareMatrix, type GramAt } from './matrix-check.js'

/** A draft that was compared with the linearised steps. */
export interface Settled {
  readonly draft: Draft
  readonly agreement: Agreement
}

export interface Checking {
  readonly places: readonly Place[]
  readonly rate: Expression
  readonly gramAt: GramAt | undefined
  readonly rowsPerSample: number
  readonly budget: Budget
}

/** The drafts that agree; what does not, or could not be compared in time, is said in the notes and not shown. */
export function settled(drafts: readonly Draft[], checking: Checking): { kept: Settled[]; notes: string[]; cutShort: boolean } {
  const kept: Settled[] = []
  const notes: string[] = []
  for (const draft of drafts) {
    if (spent(checking.budget)) return { kept, notes: [...notes, 'the time ended before all conditions were checked'], cutShort: true }
    const agreement = agreementOf(draft, checking)
    if (agreement?.agrees === true) kept.push({ draft, agreement })
    else notes.push(`${draft.notion}, ${draft.says}: a formula could not be confirmed in floating point and is left out`)
  }
  return { kept, notes: [...new Set(notes)], cutShort: false }
} // prettier-ignore

function agreementOf(draft: Draft, { places, rate, gramAt, rowsPerSample }: Checking): Agreement | undefined {
  const equations = draft.claims.filter((claim): claim is Extract<Claim, { form: 'matrix' }> => claim.form === 'matrix')
  if (equations.length === 0) return compare(draft, places, rate)
  if (gramAt === undefined || equations.length < draft.claims.length) return undefined
  return compareMatrix(equations[0]!.equation, places, gramAt, rowsPerSample)
} // prettier-ignore
