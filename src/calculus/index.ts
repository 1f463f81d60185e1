export { gradient, jacobian } from './gradient.js'
export { directional } from './directional.js'
export { hessian } from './hessian.js'
export { contractThird } from './third.js'
