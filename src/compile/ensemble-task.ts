import type { Ensemble } from './ensemble-run.js'
import type { EnsembleAnswer, EnsembleMessage } from './ensemble-messages.js'
import { loadEnsemble } from './wasm/load-ensemble.js'

/** What a worker does with messages. */
export function ensembleTask(): (message: EnsembleMessage) => EnsembleAnswer | undefined {
  let ensemble: Ensemble | undefined
  return (message) => {
    if ('ensemble' in message) {
      ensemble = loadEnsemble(message.ensemble)
      return undefined
    }
    const { states, parameters, streams, steps } = message.part
    ensemble!.run(states, parameters, streams, steps)
    return { states, streams }
  }
}
