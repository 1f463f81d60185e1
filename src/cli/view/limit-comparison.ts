import { plain, plainMath } from '../../base/prose.js'
import { noiseText } from '../../study/index.js'
import type { NoiseComparison } from '../../theory/index.js'
import type { Style } from '../style.js'
import { table, wrapped } from '../text.js'
import { vectorOf } from './limit-numbers.js'
import { plainDecimal } from './numbers.js'

/** All noise models with class, time and drift at the point; those that the model cannot have after them, with the reason. */
export function comparisonText(
  noises: readonly NoiseComparison[],
  { style, width }: { readonly style: Style; readonly width: number },
): string {
  const rows = noises.flatMap(({ choice, found }) => {
    if ('missing' in found) return []
    const { kind, drift, diffusion } = found
    const times = kind.timeScales.map(({ time }) => plainMath(time)).join(' and ')
    const name = kind.frozen ? 'frozen' : kind.kind
    const spread = diffusion === undefined ? '' : `, |PΣP| = ${plainDecimal(diffusion, 4)}`
    // prettier-ignore
    const moves = drift.length === 0 ? (kind.undecided === undefined ? 'nothing moves' : 'not known') : `${vectorOf(drift, width - 62)}${spread}`
    return [[noiseText(choice), kind.certain ? name : `${name} *`, times === '' ? '-' : times, moves]]
  })
  const reasons = new Map(noises.flatMap(({ choice, found }) => ('missing' in found ? [[choice.model, plain(found.missing)]] : []))) // prettier-ignore
  const refused = [...reasons]
  const kinds = noises.flatMap(({ found }) => ('missing' in found ? [] : [found.kind]))
  const uncertain = kinds.some(({ certain, undecided }) => !certain && undecided === undefined)
  const open = kinds.some(({ undecided }) => undecided !== undefined)
  const note =
    'Drift at the point per unit of the first time t, of which one unit is one over the factor of k in steps. ' +
    (uncertain ? '* an answer is checked at points, not proved. ' : '') +
    (open ? 'What is not known is said where the noise is derived in full. ' : '') +
    '--noise NAME derives one in full.'
  return [
    `\n${style.strong('How small noise moves descent along the zero-loss set')}`,
    table([['noise', 'class', 'time t', 'drift'].map(style.faint), ...rows], '  ', width),
    ...(refused.length === 0 ? [] : [`\n${style.strong('Not for this model')}`, table(refused, '  ', width)]),
    `\n${wrapped(note, width)}`,
  ].join('\n')
}
