export {
  type CurvatureProgram,
  curvatureProgram,
  type Entry,
  gradientProgram,
  hessianProgram,
  productProgram,
  thirdProgram,
} from './programs.js'
