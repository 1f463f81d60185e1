import { failure } from '../base/wording.js'
import { ProblemError } from '../base/problem.js'
import {
  type Definitions,
  type Graph,
  parseFormula,
  type Scope,
  scopeWith,
  shapeName,
  type Value,
} from '../expression/index.js'
import type { Path, Written } from './written.js'

/** What formulas of a model may mention. */
export interface Names {
  readonly parameters: ReadonlyMap<string, Value>
  readonly data: ReadonlyMap<string, Value>
  readonly definitions?: Definitions
  /** Variables of a perturbed formula. */
  readonly noise?: ReadonlyMap<string, Value>
  /** Whether these are for coordinates, which cannot mention data. */
  readonly areCoordinates?: boolean
}

/** A scope of these names; `likely` are those that belong into the formula most probably. */
export function scopeOf(
  graph: Graph,
  { parameters, data, definitions, noise, areCoordinates = false }: Names,
  likely: readonly string[] = [],
  output?: Value | undefined,
): Scope {
  const scope: Scope = {
    graph,
    lookup: (name) => parameters.get(name) ?? data.get(name) ?? noise?.get(name) ?? (name === 'output' ? output : undefined), // prettier-ignore
    names: () => ({
      parameters: [...parameters.keys()],
      data: [...data.keys()],
      mayBeData: !areCoordinates,
      ...(noise === undefined ? {} : { defined: [...noise.keys()] }),
      likely: output === undefined ? [...likely] : [...likely, 'output'],
    }),
  }
  return definitions === undefined ? scope : scopeWith(scope, definitions)
}

/** What a name in an output or residual should have been: more often an input than the target y. */
export function inputsFirst({ parameters, data }: Names): string[] {
  return [...[...data.keys()].filter((name) => name !== 'y'), ...parameters.keys()]
}

/** Reads the formula at a path. */
export function readFormula(written: Written, path: Path, scope: Scope): Value {
  return withCommaHint(written, path, () => parseFormula(written.formula(path), scope))
}

/** Runs what reads the formula at a path; where a comma may have cut it short, the problem says so. */
export function withCommaHint<Result>(written: Written, path: Path, read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'bad-syntax' && written.endsAtComma(path))
      throw failure(
        'bad-syntax',
        {
          detail: `${error.problem.facts.detail} In a list or map written with brackets a comma ends the entry: put a formula that contains commas in quotes.`,
        },
        error.problem.span,
      )
    throw error
  }
}

/** Reads a formula that must be a number. Throws `not-scalar`. */
export function readScalarFormula(written: Written, path: Path, scope: Scope, what: string): Value {
  const value = readFormula(written, path, scope)
  if (value.shape.length > 0)
    throw failure('not-scalar', { what, shape: shapeName(value.shape) }, written.span(path))
  return value
}
