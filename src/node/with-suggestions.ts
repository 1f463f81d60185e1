import { createProposer, type Proposer } from '../algebra/index.js'
import type { Budget } from '../base/budget.js'
import { factoredBy, type Suggest } from '../study/index.js'
import { nodeHost } from './host.js'

/** Runs work with a computer-algebra system at hand, in a worker that is ended afterwards. */
export async function withProposer<T>(
  budget: Budget | undefined,
  work: (proposer: Proposer) => Promise<T>,
): Promise<T> {
  const proposer = createProposer(nodeHost(), budget)
  try {
    return await work(proposer)
  } finally {
    await proposer.close()
  }
}

/** The same with what it proposes for formulas to be shown. */
export function withSuggestions<T>(
  budget: Budget | undefined,
  work: (suggest: Suggest) => Promise<T>,
): Promise<T> {
  return withProposer(budget, (proposer) => work(factoredBy(proposer)))
}
