export { groebnerBasis } from './buchberger.js'
export { defaultBudget, type Exhausted, type GroebnerBudget, type Within } from './budget.js'
export {
  addPolynomials,
  type Exponents,
  multiplyPolynomials,
  type SparsePolynomial,
  sparsePolynomial,
  type SparseTerm,
} from './polynomial.js'
export { reduceModulo, sPolynomial } from './reduce.js'
