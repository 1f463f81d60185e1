import {
  type Problem,
  type ProblemCode,
  type ProblemFacts,
  ProblemError,
  problem,
  type Span,
} from './problem.js'

/** The sentence for a problem: what is wrong (`title`) and what to write or do instead (`advice`). */
export interface Wording {
  readonly title: string
  readonly advice: string
}

const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '))
const short = (value: number): string => String(Number(value.toPrecision(3)))
const didYouMean = (nearest: string | undefined): string =>
  nearest === undefined ? '' : ` Did you mean ${nearest}?`

const wordings: { [Code in ProblemCode]: (facts: ProblemFacts[Code]) => Wording } = {
  'unknown-symbol': ({ name, parameters, data, defined, mayBeData, nearest }) => ({
    title: 'unknown symbol',
    advice:
      (defined !== undefined
        ? `${name} is neither a parameter (${list(parameters)}) nor ` +
          (data.length > 0 ? `data (${list(data)}) nor ` : mayBeData === true ? 'in `data:` nor ' : '') +
          `defined (${list(defined)}).`
        : parameters.length === 0 && data.length === 0
          ? `${name} has no value here; write a number or an exact expression such as 1/10.`
          : data.length === 0
            ? mayBeData === true
              ? `${name} is neither a parameter (${list(parameters)}) nor in \`data:\`.`
              : `${name} is not a parameter (${list(parameters)}).`
            : `${name} is neither a parameter (${list(parameters)}) nor data (${list(data)}).`) +
      didYouMean(nearest),
  }),
  'unknown-function': ({ name, known, nearest, instead }) => ({
    title: 'unknown function',
    advice:
      `${name} is not a function that can be used here.` +
      (instead === undefined ? didYouMean(nearest) : ` Write ${instead}.`) +
      ` There are: ${list(known)}.`,
  }),
  'wrong-argument-count': ({ name, expected, got }) => ({
    title: 'wrong number of arguments',
    advice: `${name} takes ${expected}, and here it has ${got}.`,
  }),
  'bad-syntax': ({ detail }) => ({ title: 'this is not a formula', advice: detail }),
  'not-allowed': ({ what, instead }) => ({ title: `${what} is not allowed in a formula`, advice: instead }),
  'too-large': ({ what, size, limit, unit }) => ({
    title: `${what} is too large`,
    advice: `${unit === undefined ? `It is ${size}` : `It has ${size} ${unit}`}; the limit is ${limit}.`,
  }),
  'shape-mismatch': ({ operation, left, right, hint }) => ({
    title: 'shapes do not fit',
    advice: `${operation}: the left side is ${left}, the right side is ${right}.${hint ? ` ${hint}` : ''}`,
  }),
  'definition-fails': ({ definition, given, part, detail }) => ({
    title: `${definition} has no meaning here`,
    advice: `${given === '' ? '' : `Here ${given}. `}In its definition, at ${part}: ${detail}`,
  }),
  'bad-index': ({ what, shape, detail }) => ({
    title: 'there is no such entry',
    advice: `${what} is ${shape}. ${detail}`,
  }),
  'not-scalar': ({ what, shape }) => ({
    title: `${what} must be a number`,
    advice: `It has shape ${shape}. Reduce it with sum(...), mean(...), dot(...) or norm(...).`,
  }),
  'bad-yaml': ({ detail }) => ({ title: 'this is not YAML', advice: detail }),
  'bad-json': ({ detail }) => ({ title: 'this is not JSON', advice: detail }),
  'bad-report': ({ name, detail }) => ({
    title: `${name} is not a report that can be made again`,
    advice: `${detail} Give the report.json that thalweg report wrote, or what verify --json printed.`,
  }),
  'bad-checkpoint': ({ path, detail }) => ({
    title: `${path} is not a checkpoint to go on from`,
    advice: `${detail} It was left as it is: remove it to begin anew, or name another file.`,
  }),
  'other-checkpoint': ({ path, differences }) => ({
    title: `${path} is the checkpoint of another question`,
    advice:
      `${differences.join('; ')}. It was left as it is: ask the same again to go on from it, ` +
      'or name another file with --checkpoint.',
  }),
  'missing-field': ({ field, example }) => ({
    title: `the field ${field} is missing`,
    advice: `Add it, for example:  ${example}`,
  }),
  'unknown-field': ({ field, allowed, nearest }) => ({
    title: 'unknown field',
    advice: `${field} is not a field of a model (${list(allowed)}).${didYouMean(nearest)}`,
  }),
  'bad-field': ({ field, expected, got }) => ({
    title: `${field} cannot be read`,
    advice: `Expected ${expected}, but found ${got}.`,
  }),
  'name-clash': ({ name, first, second }) => ({
    title: 'a name is used twice',
    advice: `${name} is ${first} and ${second}. Rename one of them.`,
  }),
  'not-a-number': ({ what, got }) => ({
    title: `${what} is not a number`,
    advice: `Found ${got}; write a number or an exact expression such as 3/4 or sqrt(2).`,
  }),
  'undefined-value': ({ expression, reason }) => ({
    title: 'this has no value',
    advice: `${expression} is undefined: ${reason}.`,
  }),
  'file-unreadable': ({ path, reason }) => ({ title: `cannot read ${path}`, advice: reason }),
  'file-unwritable': ({ path, reason, option = '--out' }) => ({
    title: `cannot write to ${path}`,
    advice: `${reason} Nothing was written there; choose another ${option === '--out' ? 'folder' : 'file'} with ${option}.`,
  }),
  'unknown-point': ({ name, points, nearest }) => ({
    title: 'unknown point',
    advice:
      `${name} is not a named point of the model (${list(points)}).${didYouMean(nearest)}` +
      ' Coordinates can be given too, as in --at a=2,b=1.',
  }),
  'missing-coordinate': ({ point, parameter }) => ({
    title: 'a coordinate is missing',
    advice: `The point ${point} gives no value for ${parameter}.`,
  }),
  'unknown-theorem': ({ name, known, nearest }) => ({
    title: 'unknown theorem',
    advice: `${name} is not a theorem here (${list(known)}).${didYouMean(nearest)}`,
  }),
  'unknown-model': ({ name, known, nearest }) => ({
    title: 'unknown model',
    advice: `${name} is not a bundled model (${list(known)}).${didYouMean(nearest)}`,
  }),
  'bad-option': ({ option, expected, got, nearest }) => ({
    title: `${option} cannot be used like this`,
    advice: `Expected ${expected}, but found ${got}.${didYouMean(nearest)}`,
  }),
  'not-finite-at-start': ({ what, value, point }) => ({
    title: `${what} is not finite at the start`,
    advice: `It is ${value} at ${point}. Choose another start with --at.`,
  }),
  'point-not-on-set': ({ point, residual, loss }) => ({
    title: 'the point is not on the zero-loss set',
    advice:
      `At ${point} the largest residual is ${residual.toPrecision(6)} and the loss ${loss.toPrecision(6)}.` +
      ' Leave out --no-move to have it moved there.',
  }),
  'no-zero-loss-set': ({ lowestLoss, at, tried, elsewhere = [], minimum }) => ({
    title: 'no zero-loss set was reached',
    advice:
      `The lowest loss found is ${lowestLoss.toPrecision(8)}, at ${at} (${tried}). ` +
      (elsewhere.length === 0
        ? `The model may have none.${aboveZero(minimum)}`
        : `The model has one: the loss is 0 at ${elsewhere.join(', ')}; start there or nearer to it.`),
  }),
  'loss-crosses-zero': ({ at, slope, isExact, lower, distance }) => ({
    title: 'the loss is 0 there with a slope',
    advice:
      `At ${at} the loss is 0${isExact ? ' exactly' : ''} and its gradient has length ${short(slope)}` +
      (lower === undefined || distance === undefined
        ? ', so that it takes negative values'
        : `: at distance ${short(distance)} it is ${short(lower)}`) +
      '. 0 is not its minimum there; take another point, or a loss whose least value is 0.',
  }),
  'beyond-assumption': ({ start, reached }) => ({
    title: 'the zero-loss set was reached where an assumption fails',
    advice:
      `From ${start} the search came to ${reached}.` +
      ' Choose another start with --at, or take the assumption out of the model.',
  }),
  'no-convergence': ({ what, tried, reached, suggest }) => ({
    title: `${what} did not converge`,
    advice: `Tried ${tried}; reached ${reached}. ${suggest}`,
  }),
  'not-finite': ({ what, where }) => ({ title: `${what} is not finite`, advice: `It happened ${where}.` }),
  'linear-algebra': ({ what, detail }) => ({ title: `${what} failed`, advice: detail }),
  'ode-failed': ({ reason, time, steps }) => ({
    title: 'the differential equation was not solved',
    advice: `${reason} at time ${time.toPrecision(6)} after ${steps} steps. No value is reported.`,
  }),
  'not-applicable': ({ theorem, hypothesis, witness }) => ({
    title: `${theorem} does not apply`,
    advice: `The hypothesis "${hypothesis}" fails: ${witness}.`,
  }),
  'out-of-budget': ({ what, budget, reached }) => ({
    title: `${what} ran out of budget`,
    advice: `The budget was ${budget}; reached ${reached}.`,
  }),
  cancelled: ({ what, kept }) => ({
    title: `${what} was cancelled`,
    advice:
      kept === undefined
        ? 'Nothing was lost that was already written.'
        : `What was measured so far is in ${kept}: the same command goes on from there.`,
  }),
  'tool-missing': ({ tool, purpose, suggest }) => ({
    title: `${tool} is not installed`,
    advice: `It is needed ${purpose}. ${suggest}`,
  }),
  'tool-failed': ({ tool, detail }) => ({ title: `${tool} failed`, advice: detail }),
  misuse: ({ detail }) => ({ title: 'this call does not fit', advice: detail }),
  internal: ({ detail }) => ({
    title: 'something in thalweg itself went wrong',
    advice: `${detail} Please report it together with the model file.`,
  }),
}

/** The sentence for one problem. */
export function wording(record: Problem): Wording {
  return (wordings[record.code] as (facts: never) => Wording)(record.facts as never)
}

/**
 * The problem as a user sees it: place, title, the line with a caret, advice.
 *
 *     two-layer-scalar.yaml:4:13  unknown symbol
 *       4 │ output: a*b*z
 *         │             ^
 *       z is neither a parameter (a, b) nor data (x, y).
 */
export function describe(record: Problem): string {
  const { title, advice } = wording(record)
  if (record.span === undefined) return `${title}\n  ${advice}`
  return `${place(record.span)}  ${title}\n${excerpt(record.span)}\n  ${advice}`
}

/** A `ProblemError` ready to be thrown. */
export function failure<Code extends ProblemCode>(
  code: Code,
  facts: ProblemFacts[Code],
  span?: Span | undefined,
): ProblemError {
  const record = problem(code, facts, span)
  const { title, advice } = wording(record)
  return new ProblemError(record, `${title}: ${advice}`)
}

function place({ source, line, column }: Span): string {
  return `${source}:${line}:${column}`
}

// A long line is cut around the caret so that the excerpt fits a terminal of 100 columns.
const excerptWidth = 88

function excerpt({ line, column, length, text }: Span): string {
  const start = Math.max(0, Math.min(column - 1 - excerptWidth / 2, text.length - excerptWidth))
  const shown = text.slice(start, start + excerptWidth).replaceAll('\t', ' ')
  const offset = column - 1 - start
  const carets = '^'.repeat(Math.max(1, Math.min(length, shown.length - offset)))
  const number = String(line)
  return `  ${number} │ ${shown}\n  ${' '.repeat(number.length)} │ ${' '.repeat(offset)}${carets}`
}

function aboveZero(minimum: string | undefined): string {
  if (minimum === undefined) return ''
  return ` Where minimisers form a set, small noise moves along it as along a zero-loss set, degenerate where its mean gradient has no bias: for that give the model with its minimum taken away, by a \`loss:\` that ends in \`- ${minimum}\`, such as \`loss: (output - y)^2/2 - ${minimum}\`.`
}
