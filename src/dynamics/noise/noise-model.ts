import type { Prose } from '../../base/prose.js'
import type { Model, NoiseLaw } from '../../model/index.js'
import { refusesBatchNoise } from '../minibatch.js'
import { lawOption, type NoiseOption, type NoiseOptionValue } from '../noise-options.js'
import type { NoiseVariables, Perturbation } from '../perturbation/index.js'
import type { BatchChoice } from '../sampling.js'

/** What can be said of a noise. Each model declares what it understands and refuses the rest. */
export interface NoiseOptions {
  /** The law of the variables; each noise model has its own default. */
  readonly law?: NoiseLaw
  /** Standard deviations in units of σ, exact decimals or fractions: of the labels, residual by residual and sample by sample. */
  readonly deviations?: readonly (number | string)[]
  /** C, where the noise has one variable per parameter: rows of exact decimals or fractions. */
  readonly covariance?: readonly (readonly (number | string)[])[]
  /** Names of parameters (`W`) or entries (`W[1,2]`); all when left out. */
  readonly parameters?: readonly string[]
  /** Names of definitions; the last vector or matrix that is defined when left out. */
  readonly layers?: readonly string[]
  /** Whether the samples of a step share their masks. */
  readonly masks?: 'shared' | 'each'
  readonly batch?: BatchChoice
  /** Options that one noise model alone has, by the keys that it declares. */
  readonly own?: Readonly<Record<string, NoiseOptionValue>>
}

/** A noise model by its id, and what it is to be like. */
export interface NoiseChoice {
  readonly model: string
  readonly options: NoiseOptions
}

/** The noises that papers compare: in labels, by batches, by masks. */
export type NoiseExample = 'labels' | 'batches' | 'masks'

/** A noise as the user wrote it. */
export interface NamedNoise {
  /** Formulas as they were typed, with the field that each is in. */
  readonly formulas: readonly { readonly field: string; readonly text: string }[]
  readonly variables: readonly {
    /** LaTeX. */
    readonly name: string
    readonly shape: readonly number[]
    readonly per: 'step' | 'sample'
    readonly law: NoiseVariables
  }[]
}

/**
 * One way in which noise enters: the loss L̂(w, η) with noise variables η, and all that others ask of it. The sampler, the
 * covariance and the regulariser follow from it.
 */
export interface NoiseModel {
  readonly id: string
  readonly title: string
  /** Beside others, in a legend or a list. */
  readonly shortTitle: string
  /** L̂(w, η) for readers. */
  readonly formula: string
  /** The same with what was chosen and for this model, where that makes another formula of it; nothing where it does not. */
  readonly formulaWith?: (options: NoiseOptions, model: Model | undefined) => string | undefined
  /** What is known of it by names that the user gave: how it was typed, and its variables. */
  readonly named?: (model: Model) => NamedNoise
  /** What σ is: a fraction of what is perturbed, or a size in units of labels, parameters or slopes. */
  readonly strength: 'relative' | 'absolute'
  /** σ, where what was chosen decides it. */
  readonly fixedStrength?: number
  /** The laws that its variables can have, first the one they have unless another is chosen; none where there is no choice. */
  readonly laws: readonly NoiseLaw[]
  /** What else can be chosen, besides the law. */
  readonly options: readonly NoiseOption[]
  /** Whether steps see batches of samples: always, when asked for, or never. */
  readonly batches: 'needed' | 'possible' | 'none'
  /** What it is shown with among all noises at a glance, once for each; as it is without options when left out. */
  readonly compared?: readonly NoiseOptions[]
  /** Of which of the noises that are shown side by side it is an example: the first in the list that a model can have is taken. */
  readonly example?: NoiseExample
  /** Whether the model brings this noise with it: it is then meant where none is asked for, and else not shown. */
  readonly isOf?: (model: Model) => boolean
  /** What its variables are, a clause, where they are not drawn one by one by a law; nothing where they are. */
  readonly draws?: (perturbation: Perturbation) => Prose | undefined
  /** Why the model cannot have this noise, or nothing when it can. */
  refuses(model: Model, options?: NoiseOptions): string | undefined
  /** @throws TypeError where it is refused */
  perturb(model: Model, options?: NoiseOptions): Perturbation
}

/** A noise model that checks before it perturbs, also that it is asked for nothing that it does not declare. */
export function noiseModel(record: NoiseModel): NoiseModel {
  const refuses = (model: Model, options: NoiseOptions = {}): string | undefined =>
    undeclared(record, options) ??
    record.refuses(model, options) ??
    (options.batch && refusesBatchNoise(model, options.batch))
  return {
    ...record,
    refuses,
    perturb(model, options = {}) {
      const reason = refuses(model, options)
      if (reason !== undefined) throw new TypeError(`${record.title}: ${reason}`)
      return record.perturb(model, options)
    },
  }
}

/** L̂(w, η) with what was chosen, for readers; of a model where one is given. */
export function formulaOf(
  { formula, formulaWith }: NoiseModel,
  options: NoiseOptions,
  model?: Model,
): string {
  return formulaWith?.(options, model) ?? formula
}

/** Everything that can be chosen of a noise by `key=value`. */
export function optionsOf({ laws, options }: Pick<NoiseModel, 'laws' | 'options'>): readonly NoiseOption[] {
  return laws.length === 0 ? options : [lawOption(laws), ...options]
}

/** What was chosen, by key; batches are chosen elsewhere. */
export function chosenOptions(options: NoiseOptions): ReadonlyMap<string, NoiseOptionValue> {
  const shared = sharedKeys.flatMap((key): [string, NoiseOptionValue][] => {
    const value = options[key]
    return value === undefined ? [] : [[key, value]]
  })
  return new Map([...shared, ...Object.entries(options.own ?? {})])
}

/** The other way round; what the values are was checked against the declaration. */
export function optionsFrom(values: ReadonlyMap<string, NoiseOptionValue>): NoiseOptions {
  const isShared = ([key]: readonly [string, unknown]): boolean => sharedKeys.some((each) => each === key)
  const own = [...values].filter((entry) => !isShared(entry))
  return {
    ...(Object.fromEntries([...values].filter(isShared)) as NoiseOptions),
    ...(own.length === 0 ? {} : { own: Object.fromEntries(own) }),
  }
}

const sharedKeys = ['law', 'layers', 'parameters', 'masks', 'deviations', 'covariance'] as const

function undeclared(record: NoiseModel, options: NoiseOptions): string | undefined {
  const { batches, laws } = record
  if (options.batch !== undefined && batches === 'none')
    return 'batches together with this noise are not there'
  if (options.batch === undefined && batches === 'needed') return 'the size of a batch is needed'
  const declared = optionsOf(record)
  const unknown = [...chosenOptions(options).keys()].find((key) => !declared.some((each) => each.key === key))
  if (unknown !== undefined) return `it has no option ${unknown}`
  if (options.law !== undefined && !laws.includes(options.law)) return `its law is one of ${laws.join(', ')}`
  return undefined
}
