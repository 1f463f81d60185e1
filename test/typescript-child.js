/** Lets child processes run the TypeScript sources: `node --import test/typescript-child.js script.ts`. */
import { register } from 'node:module'

register('./typescript-loader.js', import.meta.url)
