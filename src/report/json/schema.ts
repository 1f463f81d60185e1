/**
 * The JSON report, version `thalweg-report/1`. `schema/report.json` is generated from this definition.
 *
 * Everywhere: a number that is not finite is `null`; texts called prose contain LaTeX between dollars; lists over
 * parameters are in the order of `model.symbols`; matrices are lists of rows.
 */
import { z } from 'zod'
import { limitSchema } from './limit-schema.js'
import { batch, count, estimate, exactNumber, finite, latex, prose } from './schema-parts.js'

export { count, estimate, finite, prose } from './schema-parts.js'

export const outcome = z.enum(['supported', 'refuted', 'inconclusive', 'not applicable', 'failed'])
const judged = z.enum(['supported', 'refuted', 'inconclusive'])

const written = {
  text: z.string().nullable().describe('as it can be typed; null when it is too long to be written'),
  latex: latex.nullable(),
  size: count.describe('number of nodes when written out in full'),
}
const formula = z.strictObject(written)

const problem = z.strictObject({
  code: z.string(),
  title: z.string(),
  advice: z.string(),
  facts: z.record(z.string(), z.union([z.string(), finite, z.array(z.string())])),
})

export const model = z.strictObject({
  title: z.string(),
  description: z.string().nullable(),
  references: z.array(z.string()),
  hash: z.string().describe('SHA-256 of parameters, data and loss'),
  parameters: z.array(z.strictObject({ name: z.string(), shape: z.array(count) })),
  symbols: z
    .array(z.strictObject({ name: z.string(), latex }))
    .describe('the scalar parameters: the coordinates of the parameter space'),
  data: z
    .strictObject({
      columns: z.array(z.string()),
      samples: z.array(z.array(z.string())).describe('exact numbers, one list per sample'),
    })
    .nullable(),
  loss: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('squares'),
        count: count.describe('n in 1/(2n) Σ r²'),
        residuals: z.array(formula).describe('of one sample where there are data, otherwise all of them'),
      }),
      z.strictObject({ kind: z.literal('general'), count, perSample: formula }),
    ])
    .describe('half the mean of squared residuals, or the mean of a loss per sample'),
  source: z.strictObject({ name: z.string(), text: z.string() }).nullable(),
})

const question = z.strictObject({
  at: z.string().nullable().describe('the point as it was asked for; null for the first named one'),
  stay: z.boolean().describe('whether a point off the zero-loss set was to be refused'),
  learningRate: z.strictObject({ text: z.string(), latex, value: finite }).nullable(),
  batch: batch.nullable().describe('the samples that a step sees; null for one sample, all equally likely'),
  noise: z.string().nullable().describe('how noise enters, as it can be typed; null for none'),
  theorems: z.array(z.string()),
  effort: z.enum(['quick', 'standard', 'thorough']).describe('how sharp the answers were to be'),
})

export const start = z.strictObject({
  name: z.string(),
  coordinates: z.array(z.strictObject({ symbol: z.string(), value: finite, exact: exactNumber })),
})

const matrix = z.array(z.array(finite))

const foundPoint = z.strictObject({
  found: z.literal(true),
  name: z.string(),
  certainty: z.enum(['exact', 'numerical']),
  coordinates: z.array(z.strictObject({ symbol: z.string(), value: finite, exact: exactNumber.nullable() })),
  coordinateError: finite.describe('of each value; 0 where the coordinates are exact'),
  loss: finite,
  residual: finite.describe('largest residual, or length of the gradient for a general loss'),
  moved: z.strictObject({ distance: finite, method: z.string(), from: z.array(finite) }),
  rank: z.strictObject({
    of: z.enum(['Jacobian', 'Hessian']),
    rows: count,
    columns: count,
    singularValues: z.array(finite).describe('descending'),
    singularValueError: finite,
    rank: count,
    exact: z.boolean().describe('whether the rank was found in exact arithmetic'),
    gap: finite.describe(
      'smallest kept over largest dropped singular value; null when nothing, or only exact zeros, was dropped: then `clear` is true',
    ),
    tolerance: finite.describe('singular values at most this large were dropped'),
    clear: z.boolean(),
  }),
  dimension: count.describe(
    'of the kernel of the Jacobian or Hessian; of the set where that is its tangent space',
  ),
  regularity: z
    .strictObject({
      state: z.enum(['clean', 'singular', 'undecided']),
      isTangentSpace: z
        .boolean()
        .describe('whether the kernel is the tangent space of the set: clean and not on a kink'),
      certainty: z.enum(['exact', 'enclosed', 'numerical']),
      reason: z.string(),
      kinks: z.array(z.string()).describe('functions on a kink of which the point lies'),
    })
    .optional()
    .describe('whether the set is a manifold at the point; missing in reports of version 0.1.0'),
  tangent: matrix.describe('orthonormal columns: parameters × dimension'),
  normal: matrix.describe('orthonormal columns, in the order of normalEigenvalues: parameters × rank'),
  angleError: finite.describe('sine of the angle by which the computed spaces may be tilted'),
  normalEigenvalues: z.array(finite).describe('of the Hessian on the normal space, ascending'),
  eigenvalueError: finite,
  exactBases: z
    .strictObject({
      tangent: z.array(z.array(z.string())).describe('vectors that span the tangent space, not normalised'),
      normal: z.array(z.array(z.string())).describe('vectors that span the normal space, not normalised'),
    })
    .nullable(),
  hessian: matrix,
})

export const point = z.discriminatedUnion('found', [
  foundPoint,
  z.strictObject({ found: z.literal(false), problem }),
])

const derivation = z.strictObject({
  of: z
    .enum(['loss', 'sample'])
    .describe(
      'the whole loss, or that of one sample with its data as symbols, of which the whole is the mean',
    ),
  loss: formula,
  gradient: z.array(z.strictObject({ symbol: z.string(), ...written })),
  hessian: z
    .array(z.strictObject({ row: z.string(), column: z.string(), ...written }))
    .describe('entries on and above the diagonal, row by row; the matrix is symmetric'),
  kinks: z
    .array(formula)
    .optional()
    .describe(
      'the derivatives hold where none of these is 0; where one is, the formulas have the mean of both sides, if there are two',
    ),
  kinksInParts: z
    .array(
      z.strictObject({
        ...written,
        unless: z.array(
          z.array(z.strictObject({ ...written, sign: z.union([z.literal(-1), z.literal(1)]) })),
        ),
      }),
    )
    .optional()
    .describe(
      'the derivatives hold where none of these is 0, and where one is, but all expressions of one list in unless have the sign given: there it is 0 all around',
    ),
  poles: z
    .array(formula)
    .optional()
    .describe(
      'denominators: the derivatives hold where none of these is 0; where one is, the loss has no value',
    ),
  simplified: z
    .boolean()
    .optional()
    .describe(
      'false when the time ended before all formulas were simplified: the others are as they were derived',
    ),
})

const unit = z.enum(['per step', 'learning rate', 'length', 'per slow time', 'none'])

const quantities = z.record(
  z.string(),
  z.strictObject({
    title: prose,
    symbol: latex,
    unit,
    scale: finite.describe('what deviations are relative to'),
    estimate,
  }),
)

const prediction = z.strictObject({
  says: prose,
  rangeOfValidity: prose,
  quantities,
  vectors: z.record(
    z.string(),
    z.strictObject({ title: prose, symbol: latex, unit, entries: z.array(estimate) }),
  ),
  derivation: z.array(z.strictObject({ says: prose, formula: z.array(latex) })),
})

const curve = {
  predicted: z.array(z.strictObject({ x: finite, y: finite })),
  measured: z.array(z.strictObject({ x: finite, y: finite, halfWidth: finite })),
}

const chart = z.strictObject({
  id: z.string(),
  title: prose,
  x: prose,
  y: prose,
  ...curve,
  mark: z.strictObject({ x: finite, label: prose }).nullable(),
  label: prose.describe('what the curve and the points are of, where there are others').optional(),
  others: z.array(z.strictObject({ label: prose, ...curve })).optional(),
  logarithmic: z
    .array(z.enum(['x', 'y']))
    .describe('axes with a logarithmic scale')
    .optional(),
})

const measurement = z.strictObject({
  quantities: z.record(
    z.string(),
    z.strictObject({
      estimate,
      systematic: finite.describe('part of the half-width that more replicas would not remove'),
    }),
  ),
  run: z.strictObject({
    seed: z.number(),
    replicas: count,
    steps: z.number(),
    settings: z.record(z.string(), finite),
    cutShort: z.boolean(),
  }),
  remarks: z.array(prose),
  charts: z.array(chart),
})

const verdict = z.strictObject({
  theorem: z.string(),
  title: prose,
  statement: prose.nullable(),
  formula: z.array(latex),
  cite: z.array(z.string()).describe('keys of the bibliography'),
  outcome,
  summary: prose,
  hypotheses: z.array(
    z.strictObject({
      id: z.string(),
      statement: prose,
      state: z.enum(['proved', 'checked', 'assumed', 'unknown', 'refuted']),
      evidence: prose,
    }),
  ),
  prediction: prediction.nullable(),
  remains: z
    .strictObject({ says: prose, quantities })
    .describe('what can still be said where the theorem does not apply')
    .optional(),
  measurement: measurement.nullable(),
  judgements: z.array(
    z.strictObject({
      quantity: z.string(),
      outcome: judged,
      predicted: estimate,
      measured: estimate,
      deviation: finite.describe('(measured − predicted)/scale'),
      halfWidth: finite.describe('of the deviation at 99 %, in units of the scale'),
      standardErrors: finite,
      relevant: finite.describe('the smallest deviation that matters, in units of the scale'),
      power: finite.describe('probability that a true deviation of that size would have been noticed'),
      refutable: finite.describe(
        'the smallest true deviation that would have been refuted with probability 95 %',
      ),
      replicasFactor: finite.describe(
        'for an inconclusive outcome: factor in the number of replicas that would settle it; null when none would',
      ),
    }),
  ),
  controls: z.array(
    z.strictObject({
      id: z.string(),
      title: prose,
      wrongValue: finite,
      outcome: judged,
      standardErrors: finite,
    }),
  ),
  problem: problem.nullable().describe('why it failed'),
})

export const reportSchema = z
  .strictObject({
    schema: z.literal('thalweg-report/1'),
    outcome: outcome.describe('the verdicts taken together'),
    model,
    question,
    start,
    point,
    derivation,
    limit: limitSchema.optional().describe('the limit of small noise; only where a noise was chosen'),
    verdicts: z.array(verdict),
    sources: z.array(z.string()).describe('keys of the bibliography of everything that was used'),
    provenance: z.strictObject({
      thalweg: z.string().describe('version'),
      modelHash: z.string(),
      seed: z.number(),
      command: z.string().describe('makes the report again, with the same numbers'),
    }),
  })
  .meta({ title: 'Thalweg report', description: 'What was asked of a model, and found.' })

/** The report as plain data: what `JSON.stringify` writes without loss. */
export type Report = z.infer<typeof reportSchema>

/** The JSON Schema of reports. */
export function reportJsonSchema(): object {
  return z.toJSONSchema(reportSchema, { target: 'draft-7' })
}
