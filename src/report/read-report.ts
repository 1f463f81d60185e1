import { failure } from '../base/wording.js'
import { type Model, parseModel } from '../model/index.js'
import { type Report, reportSchema } from './json/schema.js'

/** A report as it was written, and the model in it. */
export interface WrittenReport {
  readonly report: Report
  readonly model: Model
}

/**
 * Reads a report that `studyJson` made. Throws `bad-json` for a text that is none, `bad-report` for one that is something
 * else or carries no model, and what `parseModel` throws.
 */
export function readReport(text: string, name: string): WrittenReport {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw failure('bad-json', { detail: error instanceof Error ? error.message : 'It is not JSON.' })
  }
  const found = reportSchema.safeParse(value)
  if (!found.success) {
    const { path, message } = found.error.issues[0]!
    const where = path.length === 0 ? '' : `at ${path.join('.')}: `
    throw failure('bad-report', { name, detail: `${where}${message}.` })
  }
  const { source, hash } = found.data.model
  if (source === null)
    throw failure('bad-report', {
      name,
      detail: 'It carries no model file: the model was made by a program.',
    })
  const model = parseModel(source.text, source.name)
  if (model.hash !== hash)
    throw failure('bad-report', {
      name,
      detail: 'The model file in it is not the model whose hash it has: the report was changed.',
    })
  return { report: found.data, model }
}
