import { failure } from '../../base/wording.js'
import { type Expression, toLatex, toText } from '../../expression/index.js'
import { landscapeOf } from '../../geometry/index.js'
import { withSuggestions } from '../../node/with-suggestions.js'
import { derivationJson } from '../../report/json/derivation.js'
import { derivationOf, type Formulas, namedDerivation, type NamedDerivation } from '../../study/index.js'
import { exitCodes } from '../exit-codes.js'
import { loadModel } from '../load-model.js'
import { screenOf } from '../screen.js'
import type { Surroundings } from '../surroundings.js'

const wanted: readonly Formulas[] = ['loss', 'gradient', 'hessian']

/** `thalweg derive`: loss, gradient and Hessian as exact formulas. */
export async function derive(
  name: string,
  what: string | undefined,
  options: { latex?: boolean; whole?: boolean; json?: boolean },
  surroundings: Surroundings,
): Promise<number> {
  if (what !== undefined && !wanted.includes(what as Formulas))
    throw failure('bad-option', { option: 'derive', expected: wanted.join(', '), got: what })
  const model = await loadModel(name, surroundings)
  const screen = screenOf(surroundings)
  const derivation = await withSuggestions(undefined, (suggest) =>
    derivationOf(landscapeOf(model), { suggest }),
  )
  if (options.json === true) {
    screen.printJson({ schema: 'thalweg-derivation/1', title: model.title, ...derivationJson(derivation) })
    return exitCodes.fine
  }
  if (derivation.of === 'sample')
    screen.remark(
      `With many samples l, the loss of one, is shown, its data as symbols; L is the mean of l over the samples.`,
    )
  const shown = what === undefined ? wanted : [what as Formulas]
  const named =
    options.whole === true ? { ...derivation, parts: [] } : namedDerivation(derivation, model, shown)
  if (named.parts.length > 0)
    screen.remark(`Parts that repeat are named first; with --whole every formula is in one piece.`)
  const lines = options.latex === true ? latexLines : textLines
  lines(named, shown).forEach((line) => screen.print(line))
  return exitCodes.fine
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

function latexLines(
  { of, loss, gradient, hessian, parts }: NamedDerivation,
  shown: readonly Formulas[],
): string[] {
  const latex = of === 'loss' ? 'L' : '\\ell'
  const blocks: Record<Formulas, () => string> = {
    loss: () => `${latex} = ${toLatex(loss)}`,
    gradient: () => `\\nabla ${latex} = ${matrixLatex(gradient.map((entry) => [entry]))}`,
    hessian: () => `\\nabla^2 ${latex} = ${matrixLatex(hessian)}`,
  }
  return [
    ...parts.map(({ symbol, value }) => `${toLatex(symbol)} = ${toLatex(value)}`),
    ...shown.map((key) => blocks[key]()),
  ]
}

function matrixLatex(rows: readonly (readonly Expression[])[]): string {
  return `\\begin{pmatrix} ${rows.map((row) => row.map(toLatex).join(' & ')).join(' \\\\ ')} \\end{pmatrix}`
}
