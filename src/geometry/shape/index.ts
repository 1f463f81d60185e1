export { type CriticalPlace, type SharpnessProfile, sharpnessProfile } from './along-curve.js'
export {
  certifyCritical,
  type CriticalBound,
  type CriticalCertificate,
  type SecondOrder,
} from './critical-certificate.js'
export { flattestMinimum, type FlattestMinimum, type FlattestOptions } from './flattest.js'
export { type AlongSet, type NormalSpectrum, normalSpectrum } from './normal-spectrum.js'
export {
  curvatures,
  type Curvatures,
  secondFundamentalForm,
  type SecondFundamentalForm,
} from './second-fundamental-form.js'
export { shapeAt, type Shape } from './shape.js'
export { sharpnessAlong, type SharpnessAlong } from './sharpness-along.js'
