// Writes the JSON Schemas that are published with the package, from the definitions that check the same data.
import { writeFile } from 'node:fs/promises'
import { modelJsonSchema } from '../dist/model/index.js'
import { mapJsonSchema } from '../dist/report/json/map-schema.js'
import { reportJsonSchema } from '../dist/report/json/schema.js'

for (const [name, schema] of [
  ['map.json', mapJsonSchema()],
  ['model.json', modelJsonSchema()],
  ['report.json', reportJsonSchema()],
])
  await writeFile(new URL(`../schema/${name}`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`)
