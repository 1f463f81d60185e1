import { functionNamed } from '../../expression/index.js'
import { ofMath } from './of-math.js'

/** The name under which a module imports a function that is not written in WebAssembly. */
export function importName(callee: string, operands: number): string {
  return `${callee}/${operands}`
}

/** What a module imports, found by the names: a module that came from another thread brings nothing else. */
export function importsOf(
  module: WebAssembly.Module,
): Readonly<Record<string, (...args: number[]) => number>> {
  return Object.fromEntries(
    WebAssembly.Module.imports(module).map(({ name }) => {
      const known = ofMath[name]
      if (known !== undefined) return [name, known]
      const callee = functionNamed(name.slice(0, name.lastIndexOf('/')))!
      return [name, (...args: number[]) => callee.evaluate(...args)]
    }),
  )
}
