import { plain, type Prose } from '../../base/prose.js'
import type { HypothesisFinding } from '../../verify/index.js'
import type { Style } from '../style.js'
import { wrapped } from '../text.js'

/** Theorems that do not apply, all for the same reason. */
export interface SharedReason {
  readonly theorems: readonly string[]
  readonly reason: Prose
}

/** What was found of several theorems: each by itself, but for those that the very same finding rules out. */
export function byReason<T extends { readonly theorem: string; readonly hypotheses: readonly HypothesisFinding[] }>(
  found: readonly T[],
): { readonly alone: readonly T[]; readonly together: readonly SharedReason[] } {
  const groups = new Map<Prose, T[]>()
  for (const each of found) {
    const reason = reasonOf(each)
    if (reason !== undefined) groups.set(reason, [...(groups.get(reason) ?? []), each])
  }
  const isAlone = (each: T): boolean => (groups.get(reasonOf(each) ?? '')?.length ?? 1) === 1
  const together = [...groups].filter(([, group]) => group.length > 1)
  return {
    alone: found.filter(isAlone),
    together: together.map(([reason, group]) => ({ theorems: group.map(({ theorem }) => theorem), reason })),
  }
} // prettier-ignore

export function sharedReasonText({ theorems, reason }: SharedReason, style: Style, width: number): string {
  const head = 'NOT APPLICABLE  '
  const names = wrapped(theorems.join(', '), width - head.length, ' '.repeat(head.length))
  return `${style.faint(head.trim())}  ${names}\n  ${style.bad('✗')} ${wrapped(plain(reason), width - 4, '    ')}`
}

function reasonOf({ hypotheses }: { readonly hypotheses: readonly HypothesisFinding[] }): Prose | undefined {
  return hypotheses.find(({ state }) => state === 'refuted')?.evidence
}
