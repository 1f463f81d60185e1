import type { Prose } from '../../base/prose.js'
import { formulaOf, type NamedNoise } from '../../dynamics/index.js'
import type { DerivationStep } from '../contract.js'
import type { ChosenNoise } from './chosen-noise.js'

/** What the noise is, its regulariser, and why it has its class: the first steps of every derivation about noise. */
export function noiseSteps({ model, choice, kind, perturbation }: ChosenNoise): DerivationStep[] {
  const { formula, named } = model
  const shown = formulaOf(model, choice.options, perturbation.model)
  const typed = named && typedText(named(perturbation.model))
  const isTooLong = typed !== undefined && shown === formula
  return [
    {
      says: `The loss with noise, here ${model.title}${typed === undefined ? '' : `, written as ${typed}`}, is${isTooLong ? ' too long to be written out:' : ''}`,
      formula: [isTooLong ? shown : `\\hat L(w, \\eta) = ${shown}`],
    },
    ...(kind.frozen
      ? []
      : [
          {
            says: 'To second order in $\\sigma$ the mean of the loss with noise is $L + \\sigma^2 \\mathrm{Reg}$ with',
            formula: [`\\mathrm{Reg} = ${kind.regulariser ?? regulariserInGeneral}`],
          },
        ]),
    {
      says: `This decides its limit: ${kind.evidence.map(({ says }) => says).join('; ')}.`,
    },
  ]
}

/** The formulas of a noise as the user typed them. */
export function typedText({ formulas }: NamedNoise): Prose {
  return formulas.map(({ field, text }) => `\`${field}: ${text}\``).join(', ')
}

const regulariserInGeneral = '\\tfrac12 \\operatorname{tr}\\bigl(C\\, \\partial_\\eta^2 \\hat L(w, 0)\\bigr)'
