import type { Outcome, StatusState } from './document.js'

/** How a state or an outcome is shown: always as a word, with a mark before it and a colour as additions. */
export interface Mark {
  readonly sign: 'tick' | 'cross' | 'circle' | 'question' | 'dash' | 'exclamation' | 'none'
  readonly word: string
  readonly tone: Tone
}

export type Tone = 'good' | 'bad' | 'doubt' | 'quiet' | 'note'

const statusMarks: Record<StatusState, Mark> = {
  proved: { sign: 'tick', word: 'proved', tone: 'good' },
  checked: { sign: 'tick', word: 'checked', tone: 'good' },
  assumed: { sign: 'circle', word: 'assumed', tone: 'doubt' },
  unknown: { sign: 'question', word: 'unknown', tone: 'doubt' },
  refuted: { sign: 'cross', word: 'refuted', tone: 'bad' },
}

const outcomeMarks: Record<Outcome, Mark> = {
  supported: { sign: 'tick', word: 'supported', tone: 'good' },
  refuted: { sign: 'cross', word: 'refuted', tone: 'bad' },
  inconclusive: { sign: 'question', word: 'inconclusive', tone: 'doubt' },
  'not applicable': { sign: 'dash', word: 'not applicable', tone: 'quiet' },
  failed: { sign: 'exclamation', word: 'failed', tone: 'bad' },
  info: { sign: 'none', word: 'note', tone: 'note' },
}

export function statusMark(state: StatusState): Mark {
  return statusMarks[state]
}

export function outcomeMark(outcome: Outcome): Mark {
  return outcomeMarks[outcome]
}

/** `Supported`, `Not applicable`: the word at the head of a callout. */
export function capitalised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}

/** Text colours of the tones, on white paper; each has a contrast of at least 4.5 against white. */
export const toneColours: Record<Tone, string> = {
  good: '#00694B',
  bad: '#A93F00',
  doubt: '#7A5600',
  quiet: '#5B6168',
  note: '#00568A',
}

/** The same on a dark page (`#15181c`), again with a contrast of at least 4.5. */
export const darkToneColours: Record<Tone, string> = {
  good: '#5CC8A0',
  bad: '#FF9A62',
  doubt: '#E2B95B',
  quiet: '#A3ABB4',
  note: '#7FBDF0',
}
