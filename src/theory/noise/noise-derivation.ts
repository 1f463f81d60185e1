import { formulaOf } from '../../dynamics/index.js'
import type { DerivationStep } from '../contract.js'
import type { ChosenNoise } from './chosen-noise.js'

/** What the noise is, its regulariser, and why it has its class: the first steps of every derivation about noise. */
export function noiseSteps({ model, choice, kind }: ChosenNoise): DerivationStep[] {
  return [
    {
      says: `The loss with noise, here ${model.title}, is`,
      formula: [`\\hat L(w, \\eta) = ${formulaOf(model, choice.options)}`],
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

const regulariserInGeneral = '\\tfrac12 \\operatorname{tr}\\bigl(C\\, \\partial_\\eta^2 \\hat L(w, 0)\\bigr)'
