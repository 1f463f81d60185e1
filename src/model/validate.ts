import type { z } from 'zod'
import { nearest } from '../base/nearest.js'
import { failure } from '../base/wording.js'
import { type ModelObject, modelSchema } from './schema.js'
import { contentAt, type Path, pathText, type Written } from './written.js'

type Issue = z.core.$ZodIssue

/** The content of what was written, checked against the schema. Throws the first problem, with its place. */
export function validated(written: Written): ModelObject {
  const result = modelSchema.safeParse(written.content)
  if (result.success) return written.content as ModelObject
  const { issues } = result.error
  // A misspelt field is also a missing one: the misspelling is the better message.
  const first = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!
  throw problemOf(written, deepest(first, []))
}

interface Located {
  readonly issue: Issue
  readonly path: Path
}

// Of the alternatives of a union, the one that got furthest is what the user meant.
function deepest(issue: Issue, prefix: Path): Located {
  const path = [...prefix, ...(issue.path as (string | number)[])]
  if (issue.code !== 'invalid_union') return { issue, path }
  return issue.errors
    .flatMap((issues) => (issues[0] === undefined ? [] : [deepest(issues[0], path)]))
    .filter((found) => found.path.length > path.length || found.issue.code === 'unrecognized_keys')
    .reduce((best, found) => (found.path.length > best.path.length || best.issue === issue ? found : best), {
      issue,
      path,
    } as Located)
}

function problemOf(written: Written, { issue, path }: Located): Error {
  const field = pathText(path) || 'the model'
  const got = contentAt(written.content, path)
  if (issue.code === 'unrecognized_keys') return unknownField(written, path, issue.keys[0]!)
  if (got === undefined && path.length > 0)
    return failure(
      'missing-field',
      { field, example: examples.get(field) ?? `${String(path.at(-1))}: …` },
      written.span(path.slice(0, -1)),
    )
  const place = issue.code === 'invalid_key' ? written.keySpan(path) : written.span(path)
  const expected = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message
  const found = issue.code === 'invalid_key' ? String(path.at(-1)) : described(written, path, got)
  return failure('bad-field', { field, expected, got: found }, place)
}

const examples = new Map([
  ['title', 'title: Two-layer scalar linear network'],
  ['parameters', 'parameters: [a, b]'],
  ['noise.variables', 'variables: [eta]'],
])

function unknownField(written: Written, path: Path, key: string): Error {
  const allowed = path.length === 0 ? Object.keys(modelSchema.shape) : fieldsOf(path)
  const suggestion = nearest(key, allowed)
  const field = pathText([...path, key])
  return failure(
    'unknown-field',
    suggestion === undefined ? { field, allowed } : { field, allowed, nearest: suggestion },
    written.keySpan([...path, key]),
  )
}

function fieldsOf([part, ...rest]: Path): string[] {
  if (part === 'noise')
    return rest.length === 0
      ? ['variables', 'output', 'residuals', 'loss']
      : ['shape', 'law', 'per', 'deviation', 'covariance']
  return part === 'data'
    ? ['samples', 'positive', 'nonzero', 'integer', 'real']
    : ['shape', 'positive', 'nonzero', 'real']
}

/** What was found, in a few words. */
function described(written: Written, path: Path, got: unknown): string {
  if (got === null || got === undefined) return 'nothing'
  if (Array.isArray(got)) return got.length === 0 ? 'an empty list' : 'a list'
  if (typeof got === 'object') return 'a map'
  const text = written.formula(path).text || String(got)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
