import { z } from 'zod'
import { count, estimate, finite, latex, prose } from './schema-parts.js'

const written = z.strictObject({ text: z.string(), latex })
const entries = z.array(estimate).describe('one for each parameter')

const complex = z.strictObject({ re: finite, im: finite })
const stability = z.enum(['attracting', 'repelling', 'saddle', 'half-stable']).nullable()

const timeScale = z
  .strictObject({
    alpha: count.describe('a in t = k αᵃ σˢ'),
    sigma: count.describe('s in t = k αᵃ σˢ'),
    latex: latex.describe('what t is'),
    when: prose,
  })
  .describe('the time on which something moves')

const motion = z.strictObject({
  time: timeScale,
  kind: z.enum(['flow of the regulariser', 'limit of the noise', 'flow of the second potential']),
  terms: z.array(z.strictObject({ name: z.string(), latex, entries: z.array(written) })),
  drift: z.array(written).describe('one for each free symbol'),
  diffusion: z.array(z.array(written)).nullable().describe('squared: A in ds = μ dt + A^½ dB'),
  finiteStep: z.array(written).nullable().describe('the drift at the learning rate alpha'),
  potential: z.strictObject({ name: prose, formula: written }).nullable(),
  comparison: z.strictObject({ points: count, worst: finite }),
  firstIntegral: written.nullable().describe('T with T(s(t)) = T(s(0)) + t'),
  exponential: z.strictObject({ quantity: written, rate: written }).nullable(),
  quantities: z
    .array(z.strictObject({ quantity: written, rate: written }))
    .describe('conserved by the gradient flow of the loss; along the limit the drift is rate times each'),
  fixedPoints: z
    .strictObject({
      points: z.array(
        z.strictObject({
          exact: z.array(written).nullable(),
          values: z.array(finite).nullable(),
          error: finite
            .nullable()
            .describe(
              'of the values, where they have no closed form; within it there is exactly one fixed point',
            ),
          free: z.array(written).describe('of a family: what stays free'),
          stability: stability.describe('of a family: across it'),
          eigenvalues: z.array(complex).nullable().describe('of the linearised motion'),
          value: finite.nullable().describe('of the function that the motion descends'),
          singular: z.boolean().describe('the rank of the Jacobian drops there: a singular point of the set'),
          remark: prose.nullable().describe('what is known instead of a stability'),
        }),
      ),
      complete: z.boolean(),
      note: prose.nullable().describe('why none or not all were found'),
    })
    .nullable()
    .describe('null where the motion is a diffusion'),
  stationary: z
    .strictObject({ density: written, perVolume: written, normalisable: z.string(), why: prose })
    .nullable(),
  notes: z.array(prose),
})

const equilibrium = z.strictObject({
  time: timeScale,
  missing: z.string().nullable(),
  found: z
    .strictObject({
      coordinates: entries,
      eigenvalues: z.array(complex).describe('of the linearised motion in the tangent space'),
      eigenvalueError: finite,
      stability: stability.describe('by the eigenvalues that are clearly not 0'),
      neutral: count.describe('how many eigenvalues are 0 as far as is known'),
      descends: z.strictObject({ of: prose, value: estimate.nullable() }).nullable(),
      followed: finite.describe('the slow time after which it was found'),
    })
    .nullable(),
})

const path = z.strictObject({
  time: timeScale,
  missing: z.string().nullable(),
  ensemble: z.strictObject({ replicas: count, step: finite, seed: z.number() }).nullable(),
  states: z.array(
    z.strictObject({
      at: finite,
      coordinates: entries.describe('the point, or the mean of a diffusion'),
      deviations: entries.nullable(),
      atRate: entries.nullable().describe('with finite steps, for small noise alone'),
    }),
  ),
  notes: z.array(prose),
})

const slow = z.strictObject({
  tangentTangent: entries,
  mixed: entries,
  normalNormal: entries,
  jumps: entries
    .nullable()
    .describe('of masks at a learning rate: what their jumps do, instead of their share in the other parts'),
  total: entries,
})

export const limitSchema = z.strictObject({
  noise: z.strictObject({ text: z.string(), title: z.string(), formula: latex, law: prose }),
  class: z.strictObject({
    kind: z.enum(['non-degenerate', 'strictly degenerate', 'conditionally degenerate', 'trivial']),
    frozen: z.boolean(),
    diffuses: z.boolean(),
    certain: z.boolean().describe('whether every answer is exact or has a witness'),
    regulariser: latex.nullable(),
    timeScales: z.array(timeScale),
    undecided: prose.nullable().describe('why it is not known whether anything moves at the order σ⁴'),
    equation: latex.nullable(),
    evidence: z.array(
      z.strictObject({
        asked: prose,
        state: z.enum(['proved', 'checked', 'refuted', 'undecided']),
        says: prose,
        points: count,
        largest: finite,
      }),
    ),
    notes: z.array(prose),
  }),
  learningRate: z.strictObject({ text: z.string(), value: finite, given: z.boolean() }),
  regulariser: estimate,
  fastDrift: entries.describe('−P∇Reg, per unit of kασ²'),
  slowDrift: slow.describe('½D²Φ[Σ] in its parts for α → 0, per unit of kα²σ²'),
  slowDriftAtRate: slow
    .nullable()
    .describe(
      'the same with the limit map of gradient descent at the learning rate; null where a jump does not come back',
    ),
  secondDrift: entries.nullable().describe('−P∇V₄, per unit of kασ⁴'),
  diffusion: z.array(z.array(finite)).describe('PΣP, per unit of kα²σ²'),
  perStep: entries.nullable().describe('the mean motion of one step in units of σ²'),
  excessLoss: z
    .strictObject({ first: finite, second: finite })
    .nullable()
    .describe('E L = first·σ² + second·σ⁴ at the learning rate'),
  atStrength: z
    .strictObject({
      strength: z.strictObject({ text: z.string(), value: finite }),
      missing: z.string().nullable(),
      method: prose.nullable().describe('how the numbers were found where they are not exact in the law'),
      formula: written.nullable().describe('(E L̂ − L)/σ², exact in the law'),
      regulariser: estimate.nullable(),
      drift: entries.nullable().describe('−P∇Reg_σ, per unit of kασ²'),
    })
    .nullable()
    .describe('the mean effect of noise of a strength that was asked for'),
  along: z
    .strictObject({
      missing: z.string().nullable(),
      free: z.array(written),
      coordinates: z.array(written),
      metric: z.array(z.array(written)),
      motions: z.array(motion),
      notes: z.array(prose),
      derivation: z.array(z.strictObject({ says: prose, formula: z.array(latex) })),
    })
    .describe('closed forms in the coordinates of the set'),
  equilibria: z
    .array(equilibrium)
    .describe('where the flows come to rest of which not all fixed points are known in closed form'),
  paths: z.array(path).describe('where the limit goes from the point'),
  notes: z.array(prose),
})

export type LimitJson = z.infer<typeof limitSchema>
