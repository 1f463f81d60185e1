import { z } from 'zod'

export const finite = z
  .number()
  .nullable()
  .describe('a finite number; null stands for an infinite or undefined one')
export const count = z.int().nonnegative()
export const prose = z.string().describe('text with LaTeX between dollars')
export const latex = z.string().describe('LaTeX, in math mode')

export const exactNumber = z.strictObject({ text: z.string(), latex })

export const estimate = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('exact'), value: finite, text: z.string(), latex }),
    z.strictObject({
      kind: z.literal('numerical'),
      value: finite,
      error: finite.describe('estimates or bounds the rounding error'),
      method: z.string(),
    }),
    z.strictObject({
      kind: z.literal('enclosed'),
      value: finite,
      lo: finite.describe('null where nothing is known below'),
      hi: finite.describe('null where nothing is known above'),
      method: z.string().optional(),
      sign: z.enum(['negative', 'positive', 'open']).describe('what is proved of the sign').optional(),
    }),
    z.strictObject({
      kind: z.literal('measured'),
      value: finite,
      halfWidth: finite.describe('of the confidence interval, systematic part included'),
      standardError: finite,
      level: z.number().describe('confidence level of the interval'),
      count: count.describe('independent replicas'),
      method: z.string().optional().describe('where it is not by runs of the algorithm itself'),
    }),
  ])
  .meta({ id: 'estimate' })

export const batch = z.strictObject({
  size: count,
  replacement: z.boolean(),
  probabilities: z
    .array(z.string())
    .optional()
    .describe('of the samples, exact, where they are not equally likely'),
})
