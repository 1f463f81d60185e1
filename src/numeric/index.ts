export * from './matrix.js'
export * from './linear-algebra.js'
export { completedBasis, orthogonalityDefect, preferredSign } from './orthogonal-basis.js'
export * from './ode.js'
