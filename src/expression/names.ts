import { functions, type FunctionName } from './functions/index.js'
import type { ElementaryFunction } from './nodes.js'

/** The constants a formula may name: calls without arguments. */
export const constantNames: readonly FunctionName[] = listed(({ arity }) => arity.max === 0)

/** The functions a formula may call. A power is written `x^y`, and `sqrt(x)` is another way to write `x^(1/2)`. */
export const functionNames: readonly FunctionName[] = listed(
  ({ arity, name }) => arity.max > 0 && name !== 'power',
)

function listed(wanted: (fn: ElementaryFunction) => boolean): FunctionName[] {
  return (Object.keys(functions) as FunctionName[]).filter((name) => wanted(functions[name]))
}

/** Whether `name` is an elementary function, constants and `power` included. */
export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(functions, name)
}

export function functionNamed(name: string): ElementaryFunction | undefined {
  return isFunctionName(name) ? functions[name] : undefined
}
