export { exactLargestEigenvalue } from './exact-eigenvalue.js'
export {
  exactCharacteristicPolynomial,
  exactDeterminant,
  exactInverse,
  type ExactMatrix,
  exactRank,
  exactSolve,
  product as exactProduct,
} from './exact-matrix.js'
export { createProposer, type Proposer } from './propose.js'
export { exactLowerRoot } from './exact-root.js'
