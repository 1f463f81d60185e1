import { toText } from '../../../src/expression/index.js'
import { type Model, modelFrom, type ModelObject } from '../../../src/model/index.js'
import { followedBy, type Relation, sameModel, type Transformed } from '../relation.js'
import { rewritten, type Rewriting } from '../rewritten.js'
import {
  commonUnit,
  inCoordinates,
  ownUnits,
  permutation,
  reflection,
  rotation,
  translation,
} from './coordinates.js'
import { namePools, renamed } from './names.js'
import {
  withEverySampleTwice,
  withOutputsDoubled,
  withParametersReversed,
  withSamplesReversed,
} from './written-model.js'

/** A model as its author wrote it, and as it was read. */
export interface Source {
  readonly object: ModelObject
  readonly model: Model
}

/** One way to ask the same question differently; nothing for a model to which it does not apply. */
export interface Transformation {
  readonly name: string
  readonly of: (source: Source) => Transformed<Model> | undefined
}

const reasons = {
  determinant:
    'the determinant is taken exactly at small integers, which are other points in other coordinates',
  redundant: 'interval arithmetic proves full rank only, and repeated residuals are redundant',
  far: 'the search for the flattest minimum measures its steps by the distance from the origin',
  gradient: 'without residuals it is the gradient that is seen to vanish',
  plain: 'that ∇²L = JᵀJ/n cannot be seen in a plain loss',
}

/** By changing what the author wrote. */
function onText(
  name: string,
  change: (object: ModelObject) => ModelObject | undefined,
  relation: (model: Model) => Partial<Relation> = () => ({}),
): Transformation {
  return {
    name,
    of({ object, model }) {
      const changed = change(object)
      if (changed === undefined) return undefined
      return {
        model: modelFrom(changed),
        relation: { ...sameModel(model.symbols.length), ...relation(model) },
      }
    },
  }
}

/** By writing the model down again from its expressions. */
function onExpressions(
  name: string,
  rewriting: Rewriting,
  relation: (model: Model) => Partial<Relation> | undefined = () => ({}),
): Transformation {
  return {
    name,
    of({ model }) {
      const related = relation(model)
      if (related === undefined) return undefined
      return {
        model: modelFrom(rewritten(model, rewriting)),
        relation: { ...sameModel(model.symbols.length), ...related },
      }
    },
  }
}

function scaled(name: string, residual: string, factor: number, square: string): Transformation {
  return onExpressions(name, { factor: { residual, loss: square } }, () => ({
    lossFactor: factor,
    rateFactor: `1/(${square})`,
  }))
}

/** n′/n where all residuals of all samples are listed, or become the output of a single sample. */
function recounted(model: Model, count: number): Partial<Relation> {
  const factor = count / model.loss.count
  return { lossFactor: 1 / factor, countFactor: factor, rateFactor: `${count}/${model.loss.count}` }
}

function residualCount({ loss, data }: Model): number {
  return loss.kind === 'squares' ? loss.residuals.length * (data?.sampleCount ?? 1) : 1
}

const hasSquares = (model: Model): boolean => model.loss.kind === 'squares'

const reordered: readonly Transformation[] = [
  onExpressions('terms and factors reversed', { reversed: true }),
  onText('samples or residuals reversed', withSamplesReversed),
  {
    name: 'parameters declared in reverse',
    of({ object, model }) {
      const changed = modelFrom(withParametersReversed(object))
      const order = permutation(model.symbols.map(toText), changed.symbols.map(toText))
      return { model: changed, relation: { ...sameModel(model.symbols.length), ...order } }
    },
  },
]

const rescaled: readonly Transformation[] = [
  onText('outputs and targets doubled', withOutputsDoubled, () => ({ lossFactor: 4, rateFactor: '1/4' })),
  scaled('residuals times 3/2', '3/2', 9 / 4, '9/4'),
  scaled('residuals times 1000', '1000', 1e6, '1000000'),
  scaled('residuals times 1/1000', '1/1000', 1e-6, '1/1000000'),
]

/** In other coordinates, by what makes them for d parameters. */
function moved(
  name: string,
  change: (d: number) => Parameters<typeof inCoordinates>[1],
  less: Relation['weaker'] = {},
): Transformation {
  const weaker = { 'non-singular-step': reasons.determinant, ...less }
  return { name, of: ({ model }) => inCoordinates(model, change(model.symbols.length), weaker) }
}

const inOtherCoordinates: readonly Transformation[] = [
  moved('rotated by 3/5 and 4/5', rotation),
  moved('reflected', reflection),
  moved('origin moved', (d) => translation(d, 1)),
  moved('origin moved far', (d) => translation(d, 60), { 'flattest minimum': reasons.far }),
  moved('unit halved', (d) => commonUnit(d, [1, 2])),
  moved('unit tripled', (d) => commonUnit(d, [3, 1])),
  moved('unit a hundredth', (d) => commonUnit(d, [1, 100])),
  moved('unit times 100', (d) => commonUnit(d, [100, 1])),
  moved('units of their own', ownUnits),
]

const inOtherForms: readonly Transformation[] = [
  onExpressions('scalars, definitions inlined, as residuals', {}),
  onExpressions('one vector', { asVector: true }),
  onExpressions('decimals', { decimals: true }),
  onExpressions('by way of definitions', { definitions: true }),
  onExpressions('as output and data', { form: 'output' }, (model) =>
    hasSquares(model) ? recounted(model, model.data?.sampleCount ?? 1) : undefined,
  ),
  onExpressions('data written in', { form: 'written out' }, (model) =>
    hasSquares(model) ? recounted(model, residualCount(model)) : { countFactor: 1 / model.loss.count },
  ),
  ...(['plain loss', 'plain loss, written out'] as const).map((form) =>
    onExpressions(form, { form }, (model) =>
      hasSquares(model)
        ? {
            losesResiduals: true,
            weaker: {
              'positive-curvature': reasons.plain,
              interpolates: reasons.gradient,
              certainty: reasons.plain,
            },
          }
        : undefined,
    ),
  ),
]

const repeated = onText('every sample twice', withEverySampleTwice, () => ({
  countFactor: 2,
  weaker: { certainty: reasons.redundant, 'regular-point': reasons.redundant },
}))

export const transformations: readonly Transformation[] = [
  ...namePools.map((pool) => onText(`renamed: ${pool}`, (object) => renamed(object, pool))),
  ...reordered,
  ...rescaled,
  ...inOtherCoordinates,
  ...inOtherForms,
  repeated,
  inTurn('reflected, scaled, moved and packed', [
    moved('reflected', reflection),
    scaled('residuals times 3/2', '3/2', 9 / 4, '9/4'),
    moved('origin moved', (d) => translation(d, 1)),
    onExpressions('one vector', { asVector: true }),
  ]),
  inTurn('reversed, tripled, rotated and defined', [
    onExpressions('terms and factors reversed', { reversed: true }),
    moved('unit tripled', (d) => commonUnit(d, [3, 1])),
    moved('rotated by 3/5 and 4/5', rotation),
    onExpressions('by way of definitions', { definitions: true }),
  ]),
]

/** One after the other. Those that change what the author wrote cannot follow those that do not. */
function inTurn(name: string, steps: readonly Transformation[]): Transformation {
  return {
    name,
    of({ object, model }) {
      let now: Transformed<Model> = { model, relation: sameModel(model.symbols.length) }
      for (const step of steps) {
        const next = step.of({ object, model: now.model })
        if (next === undefined) return undefined
        now = { model: next.model, relation: followedBy(now.relation, next.relation) }
      }
      return now
    },
  }
}
