import { failure } from '../base/wording.js'
import { type Expression, type Graph, shapeName, subtract, type Value } from '../expression/index.js'
import { inputsFirst, type Names, readFormula, readScalarFormula, scopeOf } from './formulas.js'
import type { Data, GeneralLoss, SquareLoss } from './model.js'
import type { ModelObject } from './schema.js'
import type { Path, Written } from './written.js'

/** Which of the formulas that make a loss there are, and where. */
export interface LossFormulas {
  readonly output?: Path | undefined
  /** One for each formula. */
  readonly residuals?: readonly Path[] | undefined
  readonly loss?: Path | undefined
}

/** What formulas of a loss are read from. */
export interface LossParts {
  readonly written: Written
  readonly graph: Graph
  readonly names: Names
  readonly data: Data | undefined
}

/** The formulas of a model. Throws unless there is just one way to make a loss of them. */
export function lossFormulas(written: Written, model: ModelObject): LossFormulas {
  checkChoice(written, model)
  return formulasAt([], model)
}

/** The formulas written at a path. */
export function formulasAt(
  at: Path,
  { output, residuals, loss }: Pick<ModelObject, 'output' | 'residuals' | 'loss'>,
): LossFormulas {
  const path = [...at, 'residuals']
  return {
    output: output === undefined ? undefined : [...at, 'output'],
    residuals:
      residuals === undefined
        ? undefined
        : Array.isArray(residuals)
          ? residuals.map((_, index) => [...path, index])
          : [path],
    loss: loss === undefined ? undefined : [...at, 'loss'],
  }
}

/** The paths of the formulas, in a fixed order. */
export function formulaPaths({ output, residuals = [], loss }: LossFormulas): Path[] {
  return [...(output === undefined ? [] : [output]), ...residuals, ...(loss === undefined ? [] : [loss])]
}

/** The loss from whichever of output, residuals and loss there are. */
export function readLoss(parts: LossParts, formulas: LossFormulas): SquareLoss | GeneralLoss {
  if (formulas.residuals !== undefined) return fromResiduals(parts, formulas.residuals)
  const { output: path, loss } = formulas
  const output = path === undefined ? undefined : readOutput(parts, path)
  return loss === undefined ? fromOutput(parts, output!, path!) : general(parts, output, loss)
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

function readOutput({ written, graph, names }: LossParts, path: Path): Value {
  return readFormula(written, path, scopeOf(graph, names, inputsFirst(names)))
}

function fromOutput({ written, names, data }: LossParts, output: Value, path: Path): SquareLoss {
  const target = names.data.get('y')
  if (target === undefined || data === undefined)
    throw failure(
      'missing-field',
      { field: 'data.y', example: 'data: {y: [1]}   (what output is compared with; or give loss: …)' },
      written.keySpan(path),
    )
  if (output.shape.join() !== target.shape.join())
    throw failure(
      'shape-mismatch',
      { operation: 'output - y', left: shapeName(output.shape), right: shapeName(target.shape) },
      written.span(path),
    )
  const residuals = output.entries.map((entry, i) => subtract(entry, target.entries[i]!))
  return { kind: 'squares', residuals, count: data.sampleCount }
}

function fromResiduals({ written, graph, names, data }: LossParts, paths: readonly Path[]): SquareLoss {
  const scope = scopeOf(graph, names, inputsFirst(names))
  const residuals: Expression[] = paths.flatMap((path) => readFormula(written, path, scope).entries)
  return { kind: 'squares', residuals, count: data?.sampleCount ?? residuals.length }
}

function general({ written, graph, names, data }: LossParts, output: Value | undefined, path: Path): GeneralLoss {
  const value = readScalarFormula(written, path, scopeOf(graph, names, [], output), 'the loss')
  return { kind: 'general', perSample: value.entries[0]!, count: data?.sampleCount ?? 1 }
} // prettier-ignore
