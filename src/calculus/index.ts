export { gradient, jacobian } from './gradient.js'
export { directional } from './directional.js'
export { hessian } from './hessian.js'
export { contractSecond } from './contract-second.js'
export { contractThird } from './third.js'
export { contractFourth, contractFourthTwice, derivativeAlong } from './fourth.js'
export {
  contractedMixedDerivatives,
  gaussianFourthOrder,
  type MixedDerivative,
  mixedDerivatives,
  noiseRegulariser,
} from './mixed.js'
export { isZero, type ZeroTest } from './is-zero.js'
export { vanishesOn, type Vanishing } from './vanishing/vanishes-on.js'
export type { ExactWitness } from './vanishing/exact-witness.js'
export type { EnclosedWitness } from './vanishing/enclosed-witness.js'
export {
  defaultBudget,
  type GroebnerBudget,
  groebnerBasis,
  reduceModulo,
  type SparsePolynomial,
  sparsePolynomial,
} from './groebner/index.js'
export { enclose } from './vanishing/enclose.js'
export {
  addIntervals,
  type Interval,
  multiplyIntervals,
  pointInterval,
  reciprocalInterval,
} from './vanishing/interval.js'
export { readable, readableWhere, reduced, reducedArgument } from './readable/readable.js'
export { zeroFactors } from './readable/zero-factors.js'
export { type PolynomialIn, polynomialIn } from './polynomial-in.js'
