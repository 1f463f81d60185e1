import type { ModelObject } from '../../../src/model/index.js'

const pools = {
  greek: ['sigma', 'eta', 'lambda', 'alpha', 'theta', 'mu', 'Phi', 'omega', 'beta', 'Gamma', 'xi', 'rho1'],
  'reversed in the alphabet': Array.from({ length: 12 }, (_, i) => `z${String.fromCharCode(122 - i)}`),
  'the letters of reports': ['n', 'L', 'H', 'w', 'r', 'b', 't', 'k', 'd', 'J', 'P', 'N'],
  'subscripts and digits': ['q_1', 'q1', 'q_10', 'q_2', 'w_1', 'w1', 'x_star', 'q_', 'Q', 'q', 'q11', 'q_11'],
}

export type Pool = keyof typeof pools
export const namePools = Object.keys(pools) as Pool[]

/** The same model with other names for parameters, data, definitions and their arguments. */
export function renamed(model: ModelObject, pool: Pool): ModelObject {
  const parameters = Array.isArray(model.parameters) ? model.parameters : Object.keys(model.parameters)
  const heads = Object.keys(model.definitions ?? {}).flatMap((head) => head.match(/[A-Za-z]\w*/g) ?? [])
  // An output is compared with the datum of this name.
  const fixed = model.output !== undefined && model.loss === undefined ? ['y'] : []
  const names = [...new Set([...parameters, ...Object.keys(model.data ?? {}), ...heads])].filter(
    (name) => !fixed.includes(name),
  )
  const renaming = new Map(names.map((name, i) => [name, pools[pool][i]!]))
  const name = (old: string): string => renaming.get(old) ?? old
  const formula = <T>(text: T): T =>
    typeof text === 'string' ? (text.replaceAll(/[A-Za-z]\w*/g, name) as T & string) : text
  const keys = <T>(record: Record<string, T>, value = (given: T): T => given): Record<string, T> =>
    Object.fromEntries(Object.entries(record).map(([key, given]) => [formula(key), value(given)]))
  return {
    ...model,
    parameters: Array.isArray(model.parameters) ? model.parameters.map(name) : keys(model.parameters),
    ...(model.data && { data: keys(model.data) }),
    ...(model.definitions && { definitions: keys(model.definitions, formula) }),
    ...(model.output !== undefined && { output: formula(model.output) }),
    ...(model.residuals !== undefined && {
      residuals: Array.isArray(model.residuals) ? model.residuals.map(formula) : formula(model.residuals),
    }),
    ...(model.loss !== undefined && { loss: formula(model.loss) }),
    ...(model.points && {
      points: Object.fromEntries(Object.entries(model.points).map(([point, at]) => [point, keys(at)])),
    }),
  } as ModelObject
}
