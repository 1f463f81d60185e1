import { type Landscape, landscapeOf, type ZeroLossPoint, zeroLossPoint } from '../../src/geometry/index.js'
import { modelFrom, type ModelObject, resolvePoint } from '../../src/model/index.js'

/** The landscape of a model and the point of its zero-loss set that belongs to `at`. */
export function placed(model: Omit<ModelObject, 'title'>, at: string): [Landscape, ZeroLossPoint] {
  const built = modelFrom({ title: 't', ...model } as ModelObject)
  const landscape = landscapeOf(built)
  return [landscape, zeroLossPoint(landscape, resolvePoint(built, at))]
}

export const hyperbola = { parameters: ['u', 'v'], residuals: ['u*v - 1'] }

/** The reference set γ(u) = (u, 1/u, √u) of two constraints. */
export const twoConstraints = { parameters: ['u', 'v', 'w'], residuals: ['u*v - 1', 'v*w^2 - 1'] }

/** Kinds of models on which everything is compared with differences: each with a point on its set. */
export const variety: readonly [name: string, landscape: Landscape, point: ZeroLossPoint][] = [
  ['a hyperbola', ...placed(hyperbola, 'u=2,v=1/2')],
  ['two constraints', ...placed(twoConstraints, 'u=0.64,v=1.5625,w=0.8')],
  [
    'a factorisation of a matrix',
    ...placed({ parameters: { U: [2, 2], V: [2, 2] }, residuals: 'U*V - [2, 1; 1, 3]' }, 'U=[[1,1],[0,1]],V=[[1,-2],[1,3]]'), // prettier-ignore
  ],
  [
    'redundant residuals',
    ...placed({ parameters: ['x', 'y', 'z'], residuals: ['x*y - z', '2*x*y - 2*z', '(x*y - z)*(1 + x^2)'] }, 'x=2,y=1/2,z=1'), // prettier-ignore
  ],
  [
    'a loss that is no sum of squares',
    ...placed({ parameters: ['x', 'y', 'z'], loss: 'cosh(x*y - z) - 1 + (1 + x^2)*(z - y^2)^2' }, 'x=1.2,y=1.2,z=1.44'), // prettier-ignore
  ],
  [
    'a network with more samples than are written out',
    ...placed(
      {
        parameters: ['a', 'b', 'c'],
        data: {
          x: Array.from({ length: 24 }, (_, i) => i / 8),
          y: Array.from({ length: 24 }, (_, i) => (3 * i) / 8),
        },
        output: 'a*b*c*x + (c*a - 2)*(sin(x) + exp(-x))*log(2 + x)*tanh(x)*x^2',
      },
      'a=1,b=3/2,c=2',
    ),
  ],
]
