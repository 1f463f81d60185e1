export type { Kernel } from './kernel.js'
export { compileTape } from './tape.js'
export { compile } from './compile.js'
