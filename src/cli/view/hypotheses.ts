import { plain } from '../../base/prose.js'
import type { HypothesisState } from '../../theory/index.js'
import type { HypothesisFinding } from '../../verify/index.js'
import type { Style } from '../style.js'
import { wrapped } from '../text.js'

const marks: Record<HypothesisState, string> = {
  proved: '✓',
  checked: '✓',
  assumed: '~',
  unknown: '?',
  refuted: '✗',
}

/** Hypotheses with a mark, the state in words, and the evidence. */
export function hypothesesText(findings: readonly HypothesisFinding[], style: Style, width: number): string {
  const longest = Math.max(...findings.map(({ id }) => id.length))
  return findings
    .map(({ id, state, evidence }) => {
      const paint = state === 'refuted' ? style.bad : state === 'unknown' ? style.doubtful : style.good
      const head = `  ${marks[state]} ${id.padEnd(longest)}  ${state.padEnd(7)}  `
      const body = wrapped(plain(evidence), width - head.length, ' '.repeat(head.length))
      return `  ${paint(marks[state])} ${id.padEnd(longest)}  ${paint(state.padEnd(7))}  ${body}`
    })
    .join('\n')
}
