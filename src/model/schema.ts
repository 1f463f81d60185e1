import { z } from 'zod'

// One definition: it checks what users write, types `modelFrom`, and makes the JSON Schema with which editors complete and
// explain the fields. The text under `error` says what is expected, for the problem `bad-field`.

const nameRule = 'a name made of letters, digits and _, beginning with a letter'

const name = z.string({ error: nameRule }).regex(/^[A-Za-z][A-Za-z0-9_]*$/, { error: nameRule })

const formula = z
  .union([z.string(), z.number()], { error: 'a number or a formula' })
  .meta({ description: 'A number or a formula, such as 3/4, sqrt(2) or a*b*x. Numbers are exact decimals.' })

const formulaList = z
  .array(formula, { error: 'a list of numbers or formulas' })
  .min(1, { error: 'at least one entry' })

const size = z
  .int({ error: 'a whole number from 1' })
  .min(1, { error: 'a whole number from 1' })
  .max(100_000, { error: 'at most 100000' })

const shape = z
  .union(
    [
      z.literal('scalar').meta({ description: 'A number.' }),
      size.meta({ description: 'A vector with this many entries.' }),
      z
        .array(size)
        .min(1)
        .max(2)
        .meta({
          description: 'A vector [n] or a matrix [rows, columns].',
          examples: [[3], [2, 3]],
        }),
    ],
    { error: 'scalar, the length of a vector, or [rows, columns]' },
  )
  .meta({ description: 'The shape of the parameter: scalar, the length of a vector, or [rows, columns].' })

const real = z.literal(true, { error: 'true: all numbers here are real' }).optional().meta({
  description: 'Whether every entry is known to be real. Always so: models are made of real numbers.',
})

const positive = z
  .boolean({ error: 'true or false' })
  .optional()
  .meta({ description: 'Whether every entry is known to be positive.' })

const nonzero = z
  .boolean({ error: 'true or false' })
  .optional()
  .meta({ description: 'Whether every entry is known not to be 0.' })

const parameter = z.union(
  [
    shape,
    z.strictObject({
      shape: shape.optional(),
      real,
      positive,
      nonzero,
      integer: z
        .literal(false, {
          error: 'false: a parameter is learned in small steps and cannot be whole; a datum can',
        })
        .optional()
        .meta({ description: 'Never true of a parameter, which is learned in small steps; a datum can be.' }),
    }),
  ],
  { error: 'scalar, the length of a vector, [rows, columns], or a map with shape, positive and nonzero' },
)

const parameters = z
  .union(
    [
      z.array(name).min(1, { error: 'at least one name' }).meta({ description: 'Names of numbers.' }),
      z.record(name, parameter).meta({ description: 'Each name with its shape.' }),
    ],
    { error: 'a list of names such as [a, b], or a map from names to shapes such as {W: [2, 3], b: 2}' },
  )
  .meta({
    description:
      'What is learned: a list of names, each a number, or a map from names to shapes and assumptions.',
    examples: [['a', 'b'], { W: [2, 3], b: 2, c: 'scalar' }, { a: { positive: true } }],
  })

const samples = z
  .array(z.union([formula, formulaList], { error: 'a number, or a list of numbers for a vector' }), {
    error: 'a list with one entry per sample',
  })
  .min(1, { error: 'at least one sample' })
  .meta({ description: 'One entry per sample: a number, or a list of numbers for a vector.' })

const datum = z.union(
  [
    samples,
    z.strictObject({
      samples,
      real,
      positive,
      nonzero,
      integer: z
        .boolean({ error: 'true or false' })
        .optional()
        .meta({ description: 'Whether every entry is known to be a whole number.' }),
    }),
  ],
  { error: 'a list with one entry per sample, or a map with samples and what is assumed of them' },
)

const data = z
  .record(name, datum, { error: 'a map from names to lists, such as {x: [1, 2], y: [2, 4]}' })
  .meta({
    description:
      'What is given: for each name one number, or one list of numbers, per sample. All lists are equally long. ' +
      'An output is compared with the datum y.',
    examples: [
      { x: [1, 2], y: [2, 4] },
      { x: { samples: [1, 2], positive: true }, y: [2, 4] },
    ],
  })

const definitionRule =
  'a name, or a function with its arguments such as rho(t); within { } what contains a comma needs quotes'

const definitions = z
  .record(
    z
      .string({ error: definitionRule })
      .regex(/^\s*[A-Za-z]\w*\s*(\(\s*[A-Za-z]\w*\s*(,\s*[A-Za-z]\w*\s*)*\)\s*)?$/, {
        error: definitionRule,
      }),
    formula,
    { error: 'a map from names to formulas, such as {hidden: tanh(W*x + b)}' },
  )
  .meta({
    description:
      'Names and functions for use in output, residuals and loss, and in the definitions below them. A name is a number, ' +
      'a vector or a matrix; a function takes arguments of any shape.',
    examples: [{ hidden: 'tanh(W*x + b)', 'rho(t)': 't^2/(1 + t^2)' }],
  })

const noiseVariable = z.union(
  [
    shape,
    z.strictObject({
      shape: shape.optional(),
      law: z
        .enum(['gaussian', 'rademacher', 'uniform', 'bernoulli'], {
          error: 'gaussian, rademacher, uniform or bernoulli',
        })
        .optional()
        .meta({
          description:
            'Of mean 0 and variance 1, times the noise strength: gaussian (the default), rademacher (1 or -1) or uniform. ' +
            'bernoulli is b/k - 1, where the mask b is 1 with probability k and otherwise 0.',
        }),
      per: z.enum(['step', 'sample'], { error: 'step or sample' }).optional().meta({
        description: 'One value for all samples of a step (the default), or one for each sample.',
      }),
      deviation: z
        .union([formula, formulaList], { error: 'a number, or a list with one for each entry' })
        .optional()
        .meta({ description: 'The standard deviation of all entries, or of each, instead of 1.' }),
      covariance: z
        .array(formulaList, { error: 'a list of rows' })
        .min(1, { error: 'a list of rows' })
        .optional()
        .meta({ description: 'The covariance matrix of the entries, row by row.', examples: [[[2, 1], [1, 2]]] }), // prettier-ignore
    }),
  ],
  {
    error:
      'scalar, the length of a vector, [rows, columns], or a map with shape, law, per, deviation and covariance',
  },
)

const noise = z
  .strictObject(
    {
      variables: z
        .union(
          [
            z
              .array(name)
              .min(1, { error: 'at least one name' })
              .meta({ description: 'Names of numbers, independent and Gaussian.' }),
            z.record(name, noiseVariable).meta({ description: 'Each name with its shape and law.' }),
          ],
          { error: 'a list of names such as [eta], or a map from names to shapes such as {eta: 2}' },
        )
        .meta({
          description: 'The noise: names for use in the formulas below, drawn anew in every step.',
          examples: [['eta'], { m: { shape: 3, law: 'bernoulli', per: 'sample' } }],
        }),
      output: formula.optional().meta({ description: 'The output with noise.' }),
      residuals: z
        .union([formula, formulaList], { error: 'a formula or a list of formulas' })
        .optional()
        .meta({ description: 'The residuals with noise.' }),
      loss: formula.optional().meta({
        description: 'The loss with noise; where it mentions output, that with noise if there is one.',
      }),
    },
    { error: 'a map with variables and one of output, residuals and loss' },
  )
  .meta({
    description:
      'Noise in the gradient: variables, and output, residuals or loss with them. At 0 they must be those of the model.',
    examples: [{ variables: ['eta'], residuals: ['u*v*(1 + eta) - 1'] }],
  })

const coordinate = z
  .union([formula, formulaList, z.array(formulaList)], {
    error: 'a number or an exact expression; for a vector or matrix a list, or a list of rows',
  })
  .meta({
    description:
      'An exact number such as 2, 1/2 or sqrt(2); for a vector a list, for a matrix a list of rows.',
  })

const points = z
  .record(
    z.string().regex(/^[A-Za-z][A-Za-z0-9_ -]*$/, {
      error: 'a name of letters, digits, _, - and spaces, beginning with a letter',
    }),
    z.record(name, coordinate, { error: 'a map from parameters to coordinates, such as {a: 2, b: 1}' }),
    { error: 'a map from names to points, such as {start: {a: 2, b: 1}}' },
  )
  .meta({
    description: 'Named points: for each a value of every parameter.',
    examples: [{ skewed: { a: 2, b: 1 }, balanced: { a: 'sqrt(2)', b: 'sqrt(2)' } }],
  })

/** What a user writes. Unknown fields are refused. */
export const modelSchema = z
  .strictObject(
    {
      title: z
        .string({ error: 'a text' })
        .min(1, { error: 'a text' })
        .max(500, { error: 'at most 500 characters' })
        .meta({
          description: 'What the model is called in reports.',
          examples: ['Two-layer scalar linear network'],
        }),
      description: z
        .string({ error: 'a text' })
        .optional()
        .meta({ description: 'What the model is good for, in a few sentences.' }),
      references: z
        .array(z.string({ error: 'a text' }), { error: 'a list of texts' })
        .optional()
        .meta({ description: 'Where the model comes from, one entry per source.' }),
      parameters,
      data: data.optional(),
      definitions: definitions.optional(),
      output: formula.optional().meta({
        description:
          'What the model computes for one sample: a number or a vector in parameters and data. ' +
          'Its loss is 1/(2n) Σ (output - y)², unless loss says otherwise.',
        examples: ['a*b*x', "a'*tanh(W*x + b)"],
      }),
      residuals: z
        .union([formula, formulaList], { error: 'a formula or a list of formulas' })
        .optional()
        .meta({
          description:
            'What should be 0, one formula or several. The loss is 1/(2n) Σ r², where n is the number of samples, ' +
            'or without data the number of residuals.',
          examples: [['u*v - 1', 'v*w^2 - 1']],
        }),
      loss: formula.optional().meta({
        description:
          'Any loss: a number in parameters, data and, where there is one, output. With data it is the loss of one ' +
          'sample, and the mean over the samples is taken.',
        examples: ['1 - cos(u*v - 1)', 'log(1 + exp(-y*output))'],
      }),
      noise: noise.optional(),
      points: points.optional(),
    },
    { error: 'a map with title, parameters and one of output, residuals and loss' },
  )
  .meta({
    title: 'Thalweg model',
    description:
      'A loss over parameters and data, with named points. Give one of output, residuals and loss.',
  })

/** A model as a plain object. */
export type ModelObject = z.input<typeof modelSchema>

/** The JSON Schema of model files, for editors. */
export function modelJsonSchema(): object {
  return z.toJSONSchema(modelSchema, { target: 'draft-7', io: 'input' })
}
