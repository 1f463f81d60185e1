import { plain, plainMath } from '../../base/prose.js'
import { bibtex, latexFragment } from '../../report/index.js'
import { theoremFragment } from '../../report/sections/theorem.js'
import { chooseNoises, chooseTheorems } from '../../study/index.js'
import { type Theorem, theorems } from '../../theory/index.js'
import { exitCodes } from '../exit-codes.js'
import { type Screen, screenOf } from '../screen.js'
import type { Surroundings } from '../surroundings.js'
import { table, wrapped } from '../text.js'
import { noiseJson, noiseModelText } from '../view/noise-model.js'
import { plainDecimal } from '../view/numbers.js'

/** `thalweg explain`: what a theorem says, when it holds, how it is tested. Without a name, the list. */
export async function explain(
  name: string | undefined,
  options: { json?: boolean; latex?: boolean; noise?: boolean },
  surroundings: Surroundings,
): Promise<number> {
  const screen = screenOf(surroundings)
  if (options.noise === true) return explainNoise(name, options.json === true, screen)
  const chosen = name === undefined ? theorems : chooseTheorems([name])
  if (options.json === true)
    screen.printJson({ schema: 'thalweg-theorems/1', theorems: chosen.map(theoremJson) })
  else if (name === undefined)
    screen.print(
      table(
        chosen.map(({ id, title, takesLong }) => [
          screen.style.strong(id),
          plain(title) + (takesLong ? ' (takes long: only when named)' : ''),
        ]),
      ),
    )
  else if (options.latex === true) screen.print(latexFragment(chosen.flatMap(theoremFragment)))
  else chosen.forEach((theorem) => explainOne(theorem, screen))
  return exitCodes.fine
}

function explainNoise(name: string | undefined, asJson: boolean, screen: Screen): number {
  const chosen = chooseNoises(name)
  if (asJson) screen.printJson({ schema: 'thalweg-noises/1', noises: chosen.map(noiseJson) })
  else screen.print(chosen.map((each) => noiseModelText(each, screen)).join('\n\n'))
  return exitCodes.fine
}

function explainOne(theorem: Theorem, screen: Screen): void {
  const { style, width } = screen
  const line = (prose: string, indent = '  ') =>
    screen.print(indent + wrapped(plain(prose), width - indent.length, indent))
  screen.print(`${style.strong(plain(theorem.title))}\n  ${style.faint(theorem.id)}\n`)
  line(theorem.statement)
  screen.print('')
  theorem.formula.forEach((formula) => screen.print(`    ${plainMath(formula)}`))
  screen.print(`\n${style.strong('Hypotheses, each checked')}`)
  theorem.hypotheses.forEach(({ id, statement }) => line(`${id}: ${statement}`))
  screen.print(`\n${style.strong('Inputs')}`)
  Object.values(theorem.inputs).forEach(({ title, meaning }) => line(`${title}: ${meaning}`))
  screen.print(`\n${style.strong('Compared with the experiment')}`)
  Object.entries(theorem.compare).forEach(([quantity, { relevant }]) =>
    line(`${quantity}: deviations of ${plainDecimal(100 * relevant)} % matter`),
  )
  screen.print(`\n${style.strong('Wrong predictions that the same experiment must refute')}`)
  theorem.controls.forEach(({ title }) => line(title))
  screen.print(`\n${style.strong('Sources')}`)
  screen.print(bibtex(theorem.cite).trimEnd())
}

function theoremJson(theorem: Theorem) {
  return {
    id: theorem.id,
    title: theorem.title,
    takesLong: theorem.takesLong ?? false,
    statement: theorem.statement,
    formula: theorem.formula,
    hypotheses: theorem.hypotheses.map(({ id, statement }) => ({ id, statement })),
    inputs: theorem.inputs,
    compare: theorem.compare,
    controls: theorem.controls.map(({ id, title, quantity }) => ({ id, title, quantity })),
    cite: theorem.cite,
  }
}
