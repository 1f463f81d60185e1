import { linearReach } from '../../geometry/index.js'
import { norm } from '../../numeric/index.js'
import type { Site } from '../contract.js'
import type { NearMinimum } from '../experiment.js'
import type { SgdSetting } from './sgd-setting.js'

/** Where and how the algorithm is started close to the point. */
export function nearMinimum({ point }: Site, { batch, learningRate }: SgdSetting): NearMinimum {
  return {
    optimiser: 'gradient-descent',
    batch,
    learningRate: learningRate.value,
    start: point.coordinates,
    normal: point.normal,
    curvatures: point.normalEigenvalues,
    reach: linearReach(point) ?? 1e-7 * (1 + norm(point.coordinates)),
  }
}
