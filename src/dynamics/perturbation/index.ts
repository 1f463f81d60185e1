export type { Correlation, ExtraData, FreshLabels, NoiseVariables, Perturbation } from './perturbation.js'
export { covarianceOf, type WrittenOut, writtenOut } from './written-out.js'
export { drawnFor, drawOnce, type Drawn } from './drawn.js'
export { asSampleTerm, hasMasks, independent, noExtra, noVariables, variablesOf } from './variables.js'
