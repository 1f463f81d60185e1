import { plain, type Prose } from '../../base/prose.js'
import { toText } from '../../expression/index.js'
import { equilibriumSentences, type NoiseLimit } from '../../theory/index.js'
import { wrapped } from '../text.js'
import { vectorLines } from './limit-numbers.js'

/** Where one flow comes to rest: the place by names, and what is known of it. */
export function equilibriumText(
  found: NoiseLimit['equilibria'][number],
  { point }: NoiseLimit,
  width: number,
  words: (says: Prose) => string = plain,
): string {
  const [first, ...rest] = equilibriumSentences(found).map((says) => `  ${wrapped(words(says), width - 2, '  ')}`) // prettier-ignore
  if ('missing' in found) return first!
  const names = point.landscape.model.symbols.map(toText)
  const place = vectorLines(found.coordinates, names, width - 6).map((line) => `      ${line}`)
  return [first, ...place, ...rest].join('\n')
}
