// Writes the JSON Schemas that are published with the package, from the definitions that check the same data.
import { writeFile } from 'node:fs/promises'
import { format, resolveConfig } from 'prettier'
import { modelJsonSchema } from '../dist/model/index.js'
import { reportJsonSchema } from '../dist/report/json/schema.js'

const folder = new URL('../schema/', import.meta.url)
for (const [name, schema] of [
  ['model.json', modelJsonSchema()],
  ['report.json', reportJsonSchema()],
]) {
  const file = new URL(name, folder)
  const options = await resolveConfig(file)
  await writeFile(file, await format(JSON.stringify(schema), { ...options, parser: 'json' }))
}
