import { exactLowerRoot } from '../algebra/index.js'
import { failure } from '../base/wording.js'
import { isZero } from '../calculus/index.js'
import { evaluate, type Expression, type Graph, subtract, type Value } from '../expression/index.js'
import { readScalarFormula, scopeOf } from './formulas.js'
import type { GeneralLoss, NoiseLaw, NoiseVariable, SquareLoss, WrittenNoise } from './model.js'
import type { Introduced } from './names.js'
import { checkNoiseVanishes } from './noise-at-zero.js'
import { entryNames } from './parameters.js'
import { formulaPaths, formulasAt, type LossFormulas, type LossParts, readLoss } from './read-loss.js'
import type { ModelObject } from './schema.js'
import { type Path, pathText, type Written } from './written.js'

export function introducedNoise({ noise }: ModelObject): Introduced[] {
  const path = ['noise', 'variables']
  if (noise === undefined) return []
  if (Array.isArray(noise.variables))
    return noise.variables.map((name, index) => ({ name, kind: 'a noise variable', path: [...path, index] }))
  return Object.keys(noise.variables).map((name) => ({
    name,
    kind: 'a noise variable',
    path: [...path, name],
  }))
}

/** The formulas with noise: what is not given is that of the model. Nothing when the model has no noise. */
export function noiseFormulas(
  written: Written,
  { noise }: ModelObject,
  own: LossFormulas,
): LossFormulas | undefined {
  if (noise === undefined) return undefined
  const given = formulasAt(['noise'], noise)
  const { output, residuals, loss } = given
  if (output === undefined && residuals === undefined && loss === undefined)
    throw failure(
      'missing-field',
      { field: 'noise.output, noise.residuals or noise.loss', example: 'output: a*b*(1 + eta)*x' },
      written.keySpan(['noise']),
    )
  if (residuals === undefined) return { output: output ?? own.output, loss: loss ?? own.loss }
  if (output === undefined && loss === undefined) return { residuals }
  throw failure(
    'bad-field',
    {
      field: 'noise.residuals',
      expected: 'one of output, residuals and loss',
      got: `${output === undefined ? 'loss' : 'output'} as well`,
    },
    written.keySpan(['noise', 'residuals']),
  )
}

/** Reads the noise of a model. Throws a problem with its place, also when it does not vanish with its variables. */
export function readNoise(
  parts: LossParts,
  content: ModelObject,
  formulas: LossFormulas | undefined,
  loss: SquareLoss | GeneralLoss,
): WrittenNoise | undefined {
  if (formulas === undefined) return undefined
  const { written, graph, names } = parts
  const introduced = introducedNoise(content)
  for (const { name, path } of introduced)
    if (names.definitions?.values.has(name) === true || names.definitions?.functions.has(name) === true)
      throw failure(
        'name-clash',
        { name, first: 'defined', second: 'a noise variable' },
        written.keySpan(path),
      )
  const variables = introduced.map(({ name, path }) => readVariable(written, content, graph, name, path))
  const noise = new Map<string, Value>(
    variables.map(({ name, shape, symbols }) => [name, { shape, entries: symbols }]),
  )
  const perturbed = readLoss({ ...parts, names: { ...names, noise } }, formulas)
  const typed = formulaPaths(formulas)
    .filter(([first]) => first === 'noise')
    .map((path) => ({ field: pathText(path.slice(1)), text: written.formula(path).text.trim() }))
  const noisy = { variables, loss: perturbed, formulas: typed }
  checkNoiseVanishes(written, formulas, noisy, loss)
  return noisy
}

interface Declared {
  readonly shape: readonly number[]
  readonly law: NoiseLaw
  readonly per: 'step' | 'sample'
  readonly deviation?: unknown
  readonly covariance?: readonly unknown[] | undefined
}

function declaration({ noise }: ModelObject, name: string): Declared {
  const { variables } = noise!
  const plain = { shape: [], law: 'gaussian', per: 'step' } as const
  if (Array.isArray(variables)) return plain
  const given = variables[name]!
  if (typeof given !== 'object' || Array.isArray(given)) return { ...plain, shape: shapeOf(given) }
  const { shape = 'scalar', law = 'gaussian', per = 'step', deviation, covariance } = given
  return { shape: shapeOf(shape), law, per, deviation, covariance }
}

const shapeOf = (given: 'scalar' | number | readonly number[]): readonly number[] =>
  given === 'scalar' ? [] : typeof given === 'number' ? [given] : given

function readVariable(
  written: Written,
  content: ModelObject,
  graph: Graph,
  name: string,
  path: Path,
): NoiseVariable {
  const { shape, law, per, deviation, covariance } = declaration(content, name)
  const symbols = entryNames(name, shape).map((entry) => graph.symbol(entry))
  if (per === 'sample' && content.data === undefined)
    throw refused(written, [...path, 'per'], 'step: without data there are no samples', 'sample')
  const spread = deviation !== undefined ? 'deviation' : covariance !== undefined ? 'covariance' : undefined
  if (law === 'bernoulli' && spread !== undefined)
    throw refused(
      written,
      [...path, spread],
      'nothing here: the spread of masks is the noise strength',
      spread,
    )
  if (deviation !== undefined && covariance !== undefined)
    throw refused(written, [...path, 'covariance'], 'one of deviation and covariance', 'both')
  const root =
    deviation !== undefined
      ? diagonalRoot(written, graph, [...path, 'deviation'], deviation, symbols.length)
      : covariance !== undefined
        ? covarianceRoot(written, graph, [...path, 'covariance'], covariance, symbols.length)
        : undefined
  return { name, shape, symbols, law, per, root }
}

function diagonalRoot(
  written: Written,
  graph: Graph,
  path: Path,
  given: unknown,
  size: number,
): Expression[][] {
  const paths = Array.isArray(given)
    ? given.map((_, i) => [...path, i])
    : Array.from({ length: size }, () => path)
  if (paths.length !== size)
    throw refused(written, path, `${size} numbers, one for each entry`, String(paths.length))
  const values = paths.map((at) => readConstant(written, graph, at))
  values.forEach((value, i) => {
    if (!(evaluate(value, new Map()) >= 0))
      throw refused(written, paths[i]!, 'a number that is not negative', written.formula(paths[i]!).text)
  })
  return values.map((value, i) => values.map((_, j) => (i === j ? value : graph.zero)))
}

function covarianceRoot(
  written: Written,
  graph: Graph,
  path: Path,
  given: readonly unknown[],
  size: number,
): Expression[][] {
  if (given.length !== size || given.some((row) => !Array.isArray(row) || row.length !== size))
    throw refused(written, path, `${size} rows of ${size} numbers`, 'another shape')
  const rows = given.map((row, i) =>
    (row as unknown[]).map((_, j) => readConstant(written, graph, [...path, i, j])),
  )
  rows.forEach((row, i) =>
    row.forEach((entry, j) => {
      if (isZero(subtract(entry, rows[j]![i]!)).outcome !== 'proved')
        throw refused(written, [...path, i, j], 'a symmetric matrix', 'an entry unlike the one across')
    }),
  )
  const root = exactLowerRoot(rows)
  if (root === 'indefinite')
    throw refused(written, path, 'a covariance, which has no negative eigenvalue', 'one that has')
  if (root === 'undecided') throw refused(written, path, 'a covariance', 'one that could not be decided')
  return root
}

function readConstant(written: Written, graph: Graph, path: Path): Expression {
  const scope = scopeOf(graph, { parameters: new Map(), data: new Map(), areCoordinates: true })
  const entry = readScalarFormula(written, path, scope, pathText(path)).entries[0]!
  const value = evaluate(entry, new Map())
  if (!Number.isFinite(value)) throw refused(written, path, 'a finite number', String(value))
  return entry
}

function refused(written: Written, path: Path, expected: string, got: string): Error {
  return failure('bad-field', { field: pathText(path), expected, got }, written.span(path))
}
