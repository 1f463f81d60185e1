import { failure } from '../base/wording.js'
import { type Expression, type Graph, shapeName, subtract, type Value } from '../expression/index.js'
import { inputsFirst, type Names, readFormula, readScalarFormula, scopeOf } from './formulas.js'
import type { Data, GeneralLoss, SquareLoss } from './model.js'
import type { ModelObject } from './schema.js'
import type { Path, Written } from './written.js'

interface Parts {
  readonly written: Written
  readonly model: ModelObject
  readonly graph: Graph
  readonly names: Names
  readonly data: Data | undefined
}

/** The loss from whichever of `output`, `residuals` and `loss` was given. */
export function readLoss(parts: Parts): SquareLoss | GeneralLoss {
  const { written, model } = parts
  checkChoice(written, model)
  if (model.residuals !== undefined) return fromResiduals(parts)
  const output = model.output === undefined ? undefined : readOutput(parts)
  return model.loss === undefined ? fromOutput(parts, output!) : general(parts, output)
}

/** The paths of the formulas the loss is made of. */
export function lossFormulas({ output, residuals, loss }: ModelObject): Path[] {
  const listed = Array.isArray(residuals)
    ? residuals.map((_, index) => ['residuals', index])
    : [['residuals']]
  return [
    ...(output === undefined ? [] : [['output']]),
    ...(residuals === undefined ? [] : listed),
    ...(loss === undefined ? [] : [['loss']]),
  ]
}

function checkChoice(written: Written, { output, residuals, loss }: ModelObject): void {
  if (output === undefined && residuals === undefined && loss === undefined)
    throw failure(
      'missing-field',
      { field: 'output, residuals or loss', example: 'output: a*b*x' },
      written.span([]),
    )
  const other = output !== undefined ? 'output' : loss !== undefined ? 'loss' : undefined
  if (residuals !== undefined && other !== undefined)
    throw failure(
      'bad-field',
      { field: 'residuals', expected: 'one of output, residuals and loss', got: `${other} as well` },
      written.keySpan(['residuals']),
    )
}

function readOutput({ written, graph, names }: Parts): Value {
  return readFormula(written, ['output'], scopeOf(graph, names, inputsFirst(names)))
}

function fromOutput({ written, names, data }: Parts, output: Value): SquareLoss {
  const target = names.data.get('y')
  if (target === undefined || data === undefined)
    throw failure(
      'missing-field',
      { field: 'data.y', example: 'data: {y: [1]}   (what output is compared with; or give loss: …)' },
      written.keySpan(['output']),
    )
  if (output.shape.join() !== target.shape.join())
    throw failure(
      'shape-mismatch',
      { operation: 'output - y', left: shapeName(output.shape), right: shapeName(target.shape) },
      written.span(['output']),
    )
  const residuals = output.entries.map((entry, i) => subtract(entry, target.entries[i]!))
  return { kind: 'squares', residuals, count: data.sampleCount }
}

function fromResiduals({ written, model, graph, names, data }: Parts): SquareLoss {
  const scope = scopeOf(graph, names, inputsFirst(names))
  const residuals: Expression[] = lossFormulas(model).flatMap(
    (path) => readFormula(written, path, scope).entries,
  )
  return { kind: 'squares', residuals, count: data?.sampleCount ?? residuals.length }
}

function general({ written, graph, names, data }: Parts, output: Value | undefined): GeneralLoss {
  const value = readScalarFormula(written, ['loss'], scopeOf(graph, names, [], output), 'the loss')
  return { kind: 'general', perSample: value.entries[0]!, count: data?.sampleCount ?? 1 }
}
