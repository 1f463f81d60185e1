import { failure } from '../base/wording.js'
import { callableNames, constantNames, reservedWords } from '../expression/index.js'
import type { Path, Written } from './written.js'

/** A name the user introduced, what it stands for, and where. */
export interface Introduced {
  readonly name: string
  readonly kind: 'a parameter' | 'a datum' | 'a noise variable'
  readonly path: Path
}

/** Throws `name-clash` for a name that is introduced twice or already means something in formulas. */
export function checkNames(written: Written, introduced: readonly Introduced[]): void {
  const seen = new Map<string, string>([
    ...reservedWords.map((word) => [word, 'a word of the formula language'] as const),
    ...callableNames.map((word) => [word, 'a function'] as const),
    ...constantNames.map((word) => [word, 'a constant'] as const),
    ['output', 'the output of the model'],
  ])
  for (const { name, kind, path } of introduced) {
    const first = seen.get(name)
    if (first !== undefined)
      throw failure(
        'name-clash',
        { name, first, second: first === kind ? `again ${kind}` : kind },
        written.keySpan(path),
      )
    seen.set(name, kind)
  }
}
