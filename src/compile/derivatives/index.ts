export type { OuterProductGroup } from './groups.js'
export {
  type CurvatureProgram,
  curvatureProgram,
  type Entry,
  gradientProgram,
  type HessianProgram,
  hessianProgram,
  productProgram,
  thirdProgram,
} from './programs.js'
