import { failure } from '../../base/wording.js'
import { type Expression, toLatex, toText } from '../../expression/index.js'
import { landscapeOf } from '../../geometry/index.js'
import { withSuggestions } from '../../node/with-suggestions.js'
import { derivationJson } from '../../report/json/derivation.js'
import { derivationOf } from '../../study/index.js'
import { exitCodes } from '../exit-codes.js'
import { loadModel } from '../load-model.js'
import { screenOf } from '../screen.js'
import type { Surroundings } from '../surroundings.js'

const wanted = ['loss', 'gradient', 'hessian'] as const
type Wanted = (typeof wanted)[number]

/** `thalweg derive`: loss, gradient and Hessian as exact formulas. */
export async function derive(
  name: string,
  what: string | undefined,
  options: { latex?: boolean; json?: boolean },
  surroundings: Surroundings,
): Promise<number> {
  if (what !== undefined && !wanted.includes(what as Wanted))
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
  const shown = what === undefined ? wanted : [what as Wanted]
  const { symbols, loss, gradient, hessian } = derivation
  const [plain, latex] = derivation.of === 'loss' ? ['L', 'L'] : ['l', '\\ell']
  if (derivation.of === 'sample')
    screen.remark(
      `With many samples l, the loss of one, is shown, its data as symbols; L is the mean of l over the samples.`,
    )
  if (options.latex === true) {
    const blocks: Record<Wanted, () => string> = {
      loss: () => `${latex} = ${toLatex(loss)}`,
      gradient: () => `\\nabla ${latex} = ${matrixLatex(gradient.map((entry) => [entry]))}`,
      hessian: () => `\\nabla^2 ${latex} = ${matrixLatex(hessian)}`,
    }
    shown.forEach((key) => screen.print(blocks[key]()))
    return exitCodes.fine
  }
  const names = symbols.map(toText)
  const blocks: Record<Wanted, () => string[]> = {
    loss: () => [`${plain} = ${toText(loss)}`],
    gradient: () => gradient.map((entry, i) => `d${plain}/d${names[i]} = ${toText(entry)}`),
    hessian: () =>
      hessian.flatMap((row, i) =>
        row
          .map((entry, j) => `d2${plain}/d${names[i]}d${names[j]} = ${toText(entry)}`)
          .filter((_, j) => j >= i),
      ),
  }
  shown.forEach((key) => blocks[key]().forEach((line) => screen.print(line)))
  return exitCodes.fine
}

function matrixLatex(rows: readonly (readonly Expression[])[]): string {
  return `\\begin{pmatrix} ${rows.map((row) => row.map(toLatex).join(' & ')).join(' \\\\ ')} \\end{pmatrix}`
}
