import { multiply, subtract } from '../../expression/index.js'
import type { Optimiser } from './optimiser.js'

/** w ↦ w − α∇L(w). */
export const gradientDescent: Optimiser = {
  id: 'gradient-descent',
  title: 'gradient descent',
  step: ({ parameters, gradient, learningRate }) =>
    parameters.map((parameter, i) => subtract(parameter, multiply(learningRate, gradient[i]!))),
}
