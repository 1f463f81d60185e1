import { failure } from '../../base/wording.js'
import type { Expression } from '../../expression/index.js'
import type { Program } from '../program.js'
import { ProgramBuilder, type Value } from '../program-builder.js'
import { lowered } from '../schedule.js'
import { activity } from './activity.js'
import { grouped, type OuterProductGroup } from './groups.js'
import { forward } from './forward.js'
import { localDerivatives, type LocalDerivatives } from './local.js'
import { reverse } from './reverse.js'
import { secondDerivatives } from './second.js'
import { writeOut } from './write-out.js'

/** A loss, its variables (length d), and further symbols in it that are held fixed, such as data. */
export interface Differentiable {
  readonly loss: Expression
  readonly variables: readonly Expression[]
  readonly fixed: readonly Expression[]
  /** Whether there is one more input, behind what is fixed, by which the derivatives are multiplied. */
  readonly isWeighted?: boolean
}

/** ∇loss, d outputs; the inputs are the variables, then what is fixed. */
export function gradientProgram(of: Differentiable): Program {
  const { builder, local, root, seed } = begun(of, 0)
  const found = reverse(builder, local, root, seed)
  return builder.finish(of.variables.map((_, index) => found.get(index) ?? builder.constant(0)))
}

/** ∇²loss · v, d outputs; the inputs are the variables, then v, then what is fixed. */
export function productProgram(of: Differentiable): Program {
  const d = of.variables.length
  const { builder, local, root, seed } = begun(of, d)
  const found = reverse(builder, local, root, seed)
  const direction = new Map(of.variables.map((_, index) => [index, d + index]))
  const tangents = forward(builder, local, [...found.values()], direction)
  return builder.finish(
    of.variables.map((_, index) => tangents.get(found.get(index) ?? -1) ?? builder.constant(0)),
  )
}

/** ∇³loss[u, v], d outputs; the inputs are the variables, then u and v, then what is fixed. */
export function thirdProgram(of: Differentiable): Program {
  const d = of.variables.length
  const { builder, local, root, seed } = begun(of, 2 * d)
  const along = (value: Value | undefined, first: number): Value | undefined => {
    if (value === undefined) return undefined
    const direction = new Map(of.variables.map((_, index) => [index, first + index]))
    return forward(builder, local, [value], direction).get(value)
  }
  // uᵀ ∇²loss v, with u and v held fixed.
  const curvature = along(along(root, 2 * d), d)
  const found = curvature === undefined ? new Map<number, Value>() : reverse(builder, local, curvature, seed)
  return builder.finish(of.variables.map((_, index) => found.get(index) ?? builder.constant(0)))
}

/** An entry of a symmetric matrix, `row ≤ column`. */
export interface Entry {
  readonly row: number
  readonly column: number
}

/** ∇²loss as entries and, where they would be many, outer products that are left to a loop; and ∇loss if it is wanted. */
export interface HessianProgram {
  /**
   * The outputs are the entries, then group after group and vector after vector a weight w and the entries of g, for
   * w·g gᵀ, then ∇loss with one output per variable.
   */
  readonly program: Program
  /** Those on and above the diagonal that are not 0. */
  readonly entries: readonly Entry[]
  readonly groups: readonly OuterProductGroup[]
}

export function hessianProgram(of: Differentiable, wanted: { readonly gradient: boolean }): HessianProgram {
  const { builder, local, root, seed } = begun(of, 0)
  const { entries, outerProducts, gradient } = secondDerivatives(builder, local, root, seed)
  const d = of.variables.length
  const found = new Array<Value | undefined>(d * d).fill(undefined)
  for (const [row, columns] of entries) for (const [column, value] of columns) found[row * d + column] = value
  const { groups, alone } = grouped(outerProducts)
  for (const outer of alone) writeOut(builder, outer, found, d)
  const listed: Entry[] = []
  const outputs: Value[] = []
  for (let row = 0; row < d; row++)
    for (let column = row; column < d; column++) {
      const value = found[row * d + column]
      if (value === undefined) continue
      listed.push({ row, column })
      outputs.push(value)
    }
  for (const { support, members } of groups)
    for (const { weight, gradient: vector } of members)
      outputs.push(weight, ...support.map((index) => vector.get(index) ?? builder.constant(0)))
  if (wanted.gradient)
    outputs.push(...of.variables.map((_, index) => gradient.get(index) ?? builder.constant(0)))
  return {
    program: builder.finish(outputs),
    entries: listed,
    groups: groups.map(({ support, members }) => ({ support, count: members.length })),
  }
}

/** ∇²loss in a form whose size grows like d for a loss that is a function of one value: see `SecondDerivatives`. */
export interface CurvatureProgram {
  /** The outputs are `entries`, then for each of `outerProducts` its weight and the entries of its vector. */
  readonly program: Program
  readonly entries: readonly Entry[]
  /** For each outer product, to which variables the entries of its vector belong, in ascending order. */
  readonly outerProducts: readonly (readonly number[])[]
}

export function curvatureProgram(of: Differentiable): CurvatureProgram {
  const { builder, local, root, seed } = begun(of, 0)
  const { entries, outerProducts } = secondDerivatives(builder, local, root, seed)
  const listed = of.variables.flatMap((_, row) =>
    [...(entries.get(row) ?? [])].map(([column, value]) => ({ row, column, value })),
  )
  const vectors = outerProducts.map(({ gradient }) => [...gradient].sort(([a], [b]) => a - b))
  const outputs = [
    ...listed.map(({ value }) => value),
    ...outerProducts.flatMap(({ weight }, k) => [weight, ...vectors[k]!.map(([, value]) => value)]),
  ]
  return {
    program: builder.finish(outputs),
    entries: listed,
    outerProducts: vectors.map((vector) => vector.map(([index]) => index)),
  }
}

interface Begun {
  readonly builder: ProgramBuilder
  readonly local: LocalDerivatives
  readonly root: Value
  /** The derivative of the result in itself: 1, or the weight. */
  readonly seed: Value
}

/** Throws `misuse` unless the variables are symbols, all different and of the graph of the loss. */
function checkVariables({ loss, variables }: Differentiable): void {
  const wrong = variables.find(({ kind, graph }) => kind !== 'symbol' || graph !== loss.graph)
  if (wrong !== undefined || new Set(variables).size !== variables.length)
    throw failure('misuse', {
      detail:
        'The variables of a derivative are symbols, all different, of the graph that the loss is made in.',
    })
}

/** The loss in a fresh builder, with `room` inputs between the variables and what is fixed. */
function begun(of: Differentiable, room: number): Begun {
  checkVariables(of)
  const { loss, variables, fixed, isWeighted } = of
  const between = new Array<undefined>(room).fill(undefined)
  const known = variables.length + room + fixed.length
  const builder = new ProgramBuilder(isWeighted ? known + 1 : known)
  const [root] = lowered([loss], [...variables, ...between, ...fixed], builder, 'powers')
  const isActive = activity(builder, (input) => input < variables.length)
  const seed = isWeighted ? known : builder.constant(1)
  return { builder, local: localDerivatives(builder, isActive), root: root!, seed }
}
