export {
  type CurvatureProgram,
  curvatureProgram,
  type Entry,
  gradientProgram,
  hessianProgram,
  productProgram,
} from './programs.js'
