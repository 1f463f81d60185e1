import type { Experiment } from '../../theory/index.js'
import type { Measurement } from '../measurement.js'
import { runAccumulation } from './accumulation.js'
import { runDisplacement } from './displacement.js'
import { runExcursions } from './excursions.js'
import { runGrowth } from './growth.js'
import { runOrder } from './order.js'
import { runLaw } from './law.js'
import type { RunSettings } from './runner.js'
import { runSideBySide } from './side-by-side.js'
import { runThreshold } from './threshold.js'

export type { RunSettings } from './runner.js'

/** Runs a declared experiment of any kind. A new kind is one file and one line here. */
export function runExperiment(experiment: Experiment, settings: RunSettings): Promise<Measurement> {
  switch (experiment.kind) {
    case 'threshold':
      return runThreshold(experiment, settings)
    case 'displacement':
      return runDisplacement(experiment, settings)
    case 'growth':
      return runGrowth(experiment, settings)
    case 'accumulation':
      return runAccumulation(experiment, settings)
    case 'excursions':
      return runExcursions(experiment, settings)
    case 'order':
      return runOrder(experiment, settings)
    case 'side-by-side':
      return runSideBySide(experiment, settings)
    case 'law':
      return runLaw(experiment, settings)
  }
}
