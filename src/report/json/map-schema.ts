import { z } from 'zod'
import { batch } from './schema-parts.js'
import { count, estimate, finite, model, outcome, point, prose, start } from './schema.js'

const fate = z.enum(['settles', 'leaves'])
const perNotion = <T extends z.ZodType>(each: T) =>
  z.strictObject({
    'almost-surely': each,
    'mean-square': each,
    'gradient-descent': each,
    higher: each,
    lower: each,
  })
const fates = z.strictObject({ settles: count, leaves: count })
const axis = z.strictObject({ edges: z.array(finite), middles: z.array(finite) })

/** The JSON of a stability map, version `thalweg-map/1`. `schema/map.json` is generated from this definition. */
export const mapSchema = z
  .strictObject({
    schema: z.literal('thalweg-map/1'),
    model,
    start,
    point,
    batch,
    effort: z.enum(['quick', 'standard', 'thorough']),
    path: z.strictObject({
      kind: z.enum(['curve', 'geodesic']),
      says: z.string(),
      from: finite.describe('arc length; the point is at 0'),
      to: finite,
      closed: z.boolean(),
      ends: z.array(z.string()).describe('why it begins and ends where it does'),
      parameter: z
        .strictObject({ text: z.string(), latex: z.string() })
        .nullable()
        .describe('the free parameter of a certified parametrisation, where it names the positions'),
    }),
    positions: z.array(
      z.strictObject({
        s: finite.describe('arc length'),
        parameter: finite,
        coordinates: z.array(finite),
        boundaries: z
          .strictObject({
            gradientDescent: estimate,
            meanSquare: estimate,
            almostSure: z
              .array(z.strictObject({ learningRate: estimate, becomes: z.enum(['stable', 'unstable']) }))
              .nullable()
              .describe('all sign changes of the Lyapunov exponent; null where a hypothesis fails'),
            isComplete: z.boolean().describe('whether there are certainly none beyond the last'),
          })
          .nullable(),
        gap: prose.nullable().describe('why something is missing'),
      }),
    ),
    grid: z
      .strictObject({
        columns: axis.describe('arc lengths'),
        rows: axis.describe('learning rates'),
        runs: count.describe('per cell'),
        error: finite.describe('probability up to which what a cell shows is certain'),
      })
      .nullable(),
    cells: z
      .array(
        z.strictObject({
          column: count,
          row: count,
          learningRate: finite,
          measured: z
            .strictObject({
              runs: count,
              settled: count,
              left: count,
              share: estimate,
              seen: fate.nullable().describe('what runs do, where it is certain'),
              start: finite.describe('distance from the position at which runs begin'),
            })
            .nullable(),
          predicted: perNotion(fate.nullable()),
          counts: z.boolean().describe('whether it counts in the verdict'),
        }),
      )
      .describe('column after column, from the lowest learning rate up'),
    verdict: z.strictObject({
      outcome,
      summary: prose,
      tallies: perNotion(
        z.strictObject({
          agree: fates,
          contradict: fates.describe('by what was predicted'),
          undecided: count,
          outcome: z.enum(['supported', 'refuted', 'inconclusive']),
        }),
      ),
      differing: perNotion(count).describe(
        'cells that count at which another thing is predicted than almost surely',
      ),
      coincide: z.boolean().describe('whether the three notions are the same on the whole path'),
      cells: z.strictObject({ planned: count, measured: count, counted: count }),
      cutShort: z.boolean(),
    }),
    notes: z.array(prose),
    provenance: z.strictObject({
      thalweg: z.string().describe('version'),
      modelHash: z.string(),
      seed: z.number(),
      command: z.string().describe('makes the map again, with the same numbers'),
    }),
  })
  .meta({
    title: 'Thalweg stability map',
    description: 'Boundaries of stability and measured shares of settling runs along a path.',
  })

/** The map as plain data: what `JSON.stringify` writes without loss. */
export type MapRecord = z.infer<typeof mapSchema>

/** The JSON Schema of maps. */
export function mapJsonSchema(): object {
  return z.toJSONSchema(mapSchema, { target: 'draft-7' })
}
