import { nearest } from '../../base/nearest.js'
import { begin } from '../../base/budget.js'
import { failure } from '../../base/wording.js'
import { toText } from '../../expression/index.js'
import { landscapeOf } from '../../geometry/index.js'
import type { Model } from '../../model/index.js'
import { withSuggestions } from '../../node/with-suggestions.js'
import { latexFragment } from '../../report/index.js'
import { derivationJson } from '../../report/json/derivation.js'
import { derivationFragment } from '../../report/sections/derivatives.js'
import {
  allFormulas,
  type Derivation,
  derivationOf,
  type Formulas,
  namedDerivation,
  type NamedDerivation,
  type Side,
} from '../../study/index.js'
import { exitCodes } from '../exit-codes.js'
import { loadModel } from '../load-model.js'
import type { SharedOptions } from '../options.js'
import { screenOf } from '../screen.js'
import type { Surroundings } from '../surroundings.js'
import { withProgress } from '../with-progress.js'

export interface DeriveOptions extends Pick<SharedOptions, 'within' | 'json' | 'quiet'> {
  readonly latex?: boolean
  readonly whole?: boolean
  readonly perSample?: boolean
}

/** `thalweg derive`: loss, gradient and Hessian as exact formulas. Throws `bad-option`. */
export async function derive(
  name: string,
  what: string | undefined,
  options: DeriveOptions,
  surroundings: Surroundings,
): Promise<number> {
  const shown = wanted(what)
  if (options.latex === true && options.json === true)
    throw failure('bad-option', { option: '--latex', expected: 'one of --latex and --json', got: 'both' })
  const model = await loadModel(name, surroundings)
  const screen = screenOf(surroundings, options.quiet)
  const derivation = await withProgress(options, surroundings, async ({ budget }) => {
    begin(budget, 'deriving')
    return withSuggestions(budget, (suggest) =>
      derivationOf(landscapeOf(model), { suggest, budget, only: shown, perSample: options.perSample }),
    )
  })
  const exitCode = derivation.simplified ? exitCodes.fine : exitCodes.outOfBudget
  if (!derivation.simplified)
    screen.remark('The time ended: some formulas are as they were derived, not simplified.')
  if (options.json === true) {
    const left = allFormulas.filter((key) => !shown.includes(key)).map((key) => [key, null])
    screen.printJson({
      schema: 'thalweg-derivation/1',
      title: model.title,
      ...derivationJson(derivation),
      ...Object.fromEntries(left),
    })
    return exitCode
  }
  if (options.latex === true) {
    screen.print(latexFragment(derivationFragment(derivation, model, shown, options.whole === true)))
    return exitCode
  }
  if (derivation.of === 'sample') screen.remark(sampleRemark(model))
  const named =
    options.whole === true ? { ...derivation, parts: [] } : namedDerivation(derivation, model, shown)
  if (named.parts.length > 0)
    screen.remark(`Parts that repeat are named first; with --whole every formula is in one piece.`)
  if (shown.some((key) => key !== 'loss') && hasExceptions(derivation)) screen.print(validityText(derivation))
  textLines(named, shown).forEach((line) => screen.print(line))
  return exitCode
}

/** @throws `bad-option` */
function wanted(what: string | undefined): readonly Formulas[] {
  if (what === undefined) return allFormulas
  const found = allFormulas.find((key) => key === what)
  if (found !== undefined) return [found]
  const close = nearest(what, allFormulas)
  const facts = { option: 'derive', expected: 'loss, gradient or hessian', got: what }
  throw failure('bad-option', close === undefined ? facts : { ...facts, nearest: close })
}

function sampleRemark({ data, loss }: Model): string {
  const sample = data === undefined ? '' : ` (${data.names.join(', ')})`
  return `Shown is l, the loss of one sample${sample}; L is its mean over the ${loss.count} samples.`
}

const mostKinks = 12

function hasExceptions({ kinks, kinksInParts, poles }: Derivation): boolean {
  return kinks.length + kinksInParts.length + poles.length > 0
}

function validityText({ kinks, kinksInParts, poles }: Derivation): string {
  const all = [
    ...[...kinks, ...poles].map((set) => `${toText(set)} != 0`),
    ...kinksInParts.map(
      ({ set, unless }) => `${toText(set)} != 0 unless ${unless.map(sidesText).join(' or ')}`,
    ),
  ]
  const sets = all.slice(0, mostKinks)
  const left = all.length - sets.length
  return `valid where ${sets.join(', ')}${left === 0 ? '' : `, and ${left} more`}`
}

function sidesText(sides: readonly Side[]): string {
  return sides.map(({ expression, sign }) => `${toText(expression)} ${sign > 0 ? '>' : '<'} 0`).join(' and ')
}

function textLines(
  { of, symbols, loss, gradient, hessian, parts }: NamedDerivation,
  shown: readonly Formulas[],
): string[] {
  const plain = of === 'loss' ? 'L' : 'l'
  const names = symbols.map(toText)
  const blocks: Record<Formulas, () => string[]> = {
    loss: () => [`${plain} = ${toText(loss)}`],
    gradient: () => gradient.map((entry, i) => `d${plain}/d${names[i]} = ${toText(entry)}`),
    hessian: () =>
      hessian.flatMap((row, i) =>
        row
          .map((entry, j) => `d2${plain}/d${names[i]}d${names[j]} = ${toText(entry)}`)
          .filter((_, j) => j >= i),
      ),
  }
  return [
    ...parts.map(({ symbol, value }) => `${toText(symbol)} = ${toText(value)}`),
    ...shown.flatMap((key) => blocks[key]()),
  ]
}
