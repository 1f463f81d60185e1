import type { Assumptions, Expression } from '../../src/expression/index.js'
import { rational } from '../../src/expression/index.js'
import type { Model, ModelObject } from '../../src/model/index.js'
import { formulaOf } from './formula-text.js'

/** What the loss is written as; the same function of the parameters, up to the number it is divided by. */
export type Form = 'residuals' | 'output' | 'written out' | 'plain loss' | 'plain loss, written out'

export interface Rewriting {
  readonly form?: Form
  readonly reversed?: boolean
  readonly decimals?: boolean
  /** What the parameters become in formulas, from their new names. */
  readonly places?: (names: readonly string[]) => readonly string[]
  /** The new coordinates of a point, as formulas, from the old ones. */
  readonly coordinates?: (old: readonly string[]) => readonly string[]
  /** Put in front of every residual; its square in front of a plain loss. */
  readonly factor?: { readonly residual: string; readonly loss: string }
  /** All parameters as one vector. */
  readonly asVector?: boolean
  /** Formulas by way of definitions. */
  readonly definitions?: boolean
}

/**
 * A model written again from its expressions: scalar parameters and data, definitions resolved, and whatever else is asked
 * for. Assumptions stay only where the parameters do.
 */
export function rewritten(model: Model, rewriting: Rewriting = {}): ModelObject {
  const d = model.symbols.length
  const flat = model.symbols.map((_, i) => flatName(symbolName(model.symbols[i]!)))
  const names = rewriting.asVector === true ? flat.map((_, i) => `packed[${i + 1}]`) : flat
  const places = rewriting.places?.(names) ?? names
  const changed = rewriting.places !== undefined || rewriting.asVector === true
  const place = new Map(model.symbols.map((symbol, i) => [symbolName(symbol), places[i]!]))
  const writing = (datum: (name: string) => string) => ({
    symbol: (name: string) => place.get(name) ?? datum(name),
    reversed: rewriting.reversed ?? false,
    decimals: rewriting.decimals ?? false,
  })
  const constants = writing((name) => name)
  const texts = (e: Expression, datum: (name: string) => string): string => formulaOf(e, writing(datum))
  const points = model.points.map(({ name, coordinates }) => {
    const old = coordinates.map((coordinate) => formulaOf(coordinate, constants))
    return [name, rewriting.coordinates?.(old) ?? old] as const
  })
  const assumed = model.parameters.flatMap(({ symbols, assumptions }) => symbols.map(() => assumptions))
  return {
    title: model.title,
    parameters:
      rewriting.asVector === true
        ? { packed: d }
        : Object.fromEntries(flat.map((name, i) => [name, changed ? 'scalar' : parameterOf(assumed[i]!)])),
    ...lossParts(model, rewriting, texts),
    points: Object.fromEntries(
      points.map(([name, coordinates]) => [
        name,
        rewriting.asVector === true
          ? { packed: [...coordinates] }
          : Object.fromEntries(flat.map((parameter, i) => [parameter, coordinates[i]!])),
      ]),
    ),
  } as ModelObject
}

type Texts = (e: Expression, datum: (name: string) => string) => string

function lossParts(model: Model, rewriting: Rewriting, texts: Texts): Partial<ModelObject> {
  const { form = 'residuals', factor } = rewriting
  const isWrittenOut = form === 'written out' || form === 'plain loss, written out'
  const formulas = model.loss.kind === 'squares' ? model.loss.residuals : [model.loss.perSample]
  const front = model.loss.kind === 'squares' ? factor?.residual : factor?.loss
  const scaled = (text: string): string => (front === undefined ? text : `(${front})*${text}`)
  const list = isWrittenOut
    ? samplesOf(model).flatMap((sample) => formulas.map((e) => scaled(texts(e, (name) => sample.get(name)!))))
    : formulas.map((e) => scaled(texts(e, datumName)))
  const data = isWrittenOut ? undefined : dataOf(model, rewriting.decimals ?? false)
  const samples = isWrittenOut ? (model.data?.sampleCount ?? 1) : 1
  if (model.loss.kind === 'general')
    return defined(rewriting, { data, loss: samples === 1 ? list[0]! : `(${list.join(' + ')})/${samples}` })
  if (form === 'residuals' || form === 'written out') return defined(rewriting, { data, residuals: list })
  if (form === 'output') return outputAndTarget(list, data)
  const divisor = model.data === undefined ? list.length : samples
  return defined(rewriting, { data, loss: `(${list.map((r) => `(${r})^2`).join(' + ')})/(2*${divisor})` })
}

// The residual is what is computed less 3, so that nothing that is computed is a residual.
function outputAndTarget(residuals: readonly string[], data: ModelObject['data']): Partial<ModelObject> {
  const count = Object.values(data ?? { one: [0] })[0] as readonly unknown[]
  const outputs = residuals.map((r) => `${r} + 3`)
  return residuals.length === 1
    ? { data: { ...data, y: count.map(() => 3) }, output: outputs[0]! }
    : { data: { ...data, y: count.map(() => outputs.map(() => 3)) }, output: `[${outputs.join(', ')}]` }
}

function defined({ definitions = false }: Rewriting, parts: Partial<ModelObject>): Partial<ModelObject> {
  if (!definitions) return parts
  const formulas = parts.residuals === undefined ? [parts.loss!] : (parts.residuals as string[])
  const named = formulas.map((formula, k) => [`part_${k + 1}`, `${formula} + 1`] as const)
  const uses = named.map(([name]) => `gap(${name}, 1)`)
  return {
    ...parts,
    definitions: { ...Object.fromEntries(named), 'gap(left, right)': 'left - right' },
    ...(parts.residuals === undefined ? { loss: uses[0]! } : { residuals: uses }),
  }
}

function dataOf({ data }: Model, decimals: boolean): ModelObject['data'] {
  if (data === undefined) return undefined
  const text = (value: (typeof data.samples)[number][number]): string | number =>
    decimals ? rational.toNumber(value) : rational.toString(value)
  return Object.fromEntries(
    data.symbols.map((symbol, i) => [
      datumName(symbolName(symbol)),
      data.samples.map((sample) => text(sample[i]!)),
    ]),
  )
}

function samplesOf({ data }: Model): ReadonlyMap<string, string>[] {
  if (data === undefined) return [new Map()]
  return data.samples.map(
    (sample) =>
      new Map(data.symbols.map((symbol, i) => [symbolName(symbol), `(${rational.toString(sample[i]!)})`])),
  )
}

// `y` is what an output is compared with; here it is a datum as any other.
const datumName = (name: string): string => `given_${flatName(name)}`

const flatName = (name: string): string => name.replaceAll(/[[,]/g, '_').replaceAll(']', '')

function symbolName(e: Expression): string {
  if (e.kind !== 'symbol') throw new TypeError('a parameter or datum is a symbol')
  return e.name
}

function parameterOf({
  positive,
  nonzero,
}: Assumptions): 'scalar' | { positive?: boolean; nonzero?: boolean } {
  if (positive !== true && nonzero !== true) return 'scalar'
  return { ...(positive === true ? { positive } : {}), ...(nonzero === true ? { nonzero } : {}) }
}
