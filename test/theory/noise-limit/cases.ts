import { noiseModels, type NoiseOptions, type Perturbation } from '../../../src/dynamics/index.js'
import {
  type Landscape,
  landscapeOf,
  type ZeroLossPoint,
  zeroLossPoint,
} from '../../../src/geometry/index.js'
import { type Model, modelFrom, type ModelObject, resolvePoint } from '../../../src/model/index.js'
import { type NoiseObjects, noiseObjects } from '../../../src/theory/noise/limit/index.js'

export interface Case {
  readonly model: Omit<ModelObject, 'title'>
  readonly noise: string
  readonly options?: NoiseOptions
  readonly at: string
}

export interface Placed {
  readonly model: Model
  readonly landscape: Landscape
  readonly point: ZeroLossPoint
  readonly perturbation: Perturbation
  readonly objects: NoiseObjects
}

export function placed({ model: object, noise, options, at }: Case): Placed {
  const model = modelFrom({ title: 't', ...object } as ModelObject)
  const landscape = landscapeOf(model)
  const perturbation = noiseModels.find(({ id }) => id === noise)!.perturb(model, options)
  return { model, landscape, point: zeroLossPoint(landscape, resolvePoint(model, at)), perturbation, objects: noiseObjects(perturbation) } // prettier-ignore
}

const uv = { parameters: ['u', 'v'], residuals: ['u*v - 1'] }
const cubic = { parameters: ['u', 'v'], residuals: ['u^2*v - 1'] }
const two = { parameters: ['u', 'v', 'w'], residuals: ['u*v - 1', 'v*w^2 - 1'] }
const pairs = { parameters: ['a', 'b', 'c', 'd'], residuals: ['a*b + c*d - 1'] }
const triple = { parameters: ['u', 'v', 'w'], residuals: ['u*v + w - 1'] }
const tanh = {
  parameters: { a: 2, b: 2 },
  data: { x: [1, -2], y: [0, 0] },
  definitions: { h: 'tanh(b*x)' },
  // y is what the network answers at (1, 1/2, 1/2, 3/2).
  residuals: 'dot(a, h) - tanh(x/2) - tanh(3*x/2)/2',
}
const gaussian = { law: 'gaussian' } as const
const bernoulli = { law: 'bernoulli' } as const

/** The worked cases of the theory; all numbers in the tests are correct as printed. */
export const cases = {
  W1: { model: uv, noise: 'label-noise', at: 'u=2,v=1/2' },
  W2: { model: uv, noise: 'additive', at: 'u=2,v=1/2' },
  W3: { model: uv, noise: 'perturbed', at: 'u=2,v=1/2' },
  W4: { model: uv, noise: 'drop-connect', options: gaussian, at: 'u=2,v=1/2' },
  W5a: { model: cubic, noise: 'label-noise', at: 'u=2,v=1/4' },
  W5b: { model: cubic, noise: 'additive', at: 'u=2,v=1/4' },
  W5c: { model: cubic, noise: 'perturbed', at: 'u=2,v=1/4' },
  W6a: { model: pairs, noise: 'drop-connect', options: gaussian, at: 'a=1.5,b=.5,c=.5,d=.5' },
  W6b: {
    model: {
      ...pairs,
      noise: { variables: { eta: 2 }, residuals: ['a*b*(1 + eta[1]) + c*d*(1 + eta[2]) - 1'] },
    },
    noise: 'written',
    at: 'a=1.5,b=.5,c=.5,d=.5',
  },
  W7: { model: triple, noise: 'drop-connect', options: gaussian, at: 'u=.8,v=.5,w=.6' },
  W8a: {
    model: {
      parameters: ['u1', 'u2', 'v1', 'v2'],
      residuals: ['u1^2 - v1^2 + 2*(u2^2 - v2^2) - 1'],
    },
    noise: 'label-noise',
    at: 'u1=1.3,u2=.475,v1=.3,v2=.725',
  },
  W8b: {
    model: {
      parameters: ['u1', 'u2', 'u3', 'v1', 'v2', 'v3'],
      residuals: ['u1^2 - v1^2 + 2*(u2^2 - v2^2) - 1', 'u2^2 - v2^2 - u3^2 + v3^2'],
    },
    noise: 'label-noise',
    at: 'u1=.8,u2=.6,u3=.525,v1=.2,v2=.4,v3=.275',
  },
  W9: {
    model: { parameters: ['u', 'v'], residuals: ['(u^2 + v^2 - 1)/2'] },
    noise: 'additive',
    options: { covariance: [[3, 0], [0, 1]] },
    at: 'u=.6,v=.8',
  },
  W10a: { model: two, noise: 'additive', at: 'u=.64,v=1.5625,w=.8' },
  W10b: { model: two, noise: 'label-noise', options: { deviations: [1, 2] }, at: 'u=.64,v=1.5625,w=.8' },
  W11dropout: {
    model: tanh,
    noise: 'dropout',
    options: { ...gaussian, masks: 'shared' },
    at: 'a=[1,1/2],b=[1/2,3/2]',
  },
  W11label: { model: tanh, noise: 'label-noise', at: 'a=[1,1/2],b=[1/2,3/2]' },
  W11additive: { model: tanh, noise: 'additive', at: 'a=[1,1/2],b=[1/2,3/2]' },
  W12: { model: two, noise: 'minibatch', options: { batch: { size: 1, replacement: false } }, at: 'u=.64,v=1.5625,w=.8' },
  W13: {
    model: { ...uv, noise: { variables: ['eta'], loss: '(u*v - 1)^2/2 + eta^2*u*(u*v - 1)/2' } },
    noise: 'written',
    at: 'u=2,v=1/2',
  },
  W14: { model: cubic, noise: 'drop-connect', options: gaussian, at: 'u=2,v=1/4' },
  W14masks: { model: cubic, noise: 'drop-connect', options: bernoulli, at: 'u=2,v=1/4' },
  W15: {
    model: { parameters: ['u', 'v'], residuals: ['u^2 + v - 1'] },
    noise: 'drop-connect',
    options: gaussian,
    at: 'u=1/2,v=3/4',
  },
  W15masks: {
    model: { parameters: ['u', 'v'], residuals: ['u^2 + v - 1'] },
    noise: 'drop-connect',
    options: bernoulli,
    at: 'u=1/2,v=3/4',
  },
} satisfies Record<string, Case> // prettier-ignore
