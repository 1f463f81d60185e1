import type { Launch } from '../launch.js'
import type { Measure } from '../program.js'
import { batch } from './batch.js'
import { coldStart } from './cold-start.js'
import { derive } from './derive.js'
import { geometry } from './geometry.js'
import { gradient } from './gradient.js'
import { hessian } from './hessian.js'
import { labelNoise } from './label-noise.js'
import { lyapunov } from './lyapunov.js'
import { products } from './product.js'
import { runner } from './runner.js'
import { workers } from './workers.js'

/** All comparisons, by the names `--only` takes; growth.ts is not a comparison. */
export const measures: Readonly<Record<string, (launch: Launch) => Measure>> = {
  derive,
  'cold-start': coldStart,
  gradient,
  hessian,
  batch,
  'label-noise': labelNoise,
  lyapunov,
  product: products,
  workers,
  runner,
  geometry,
}
