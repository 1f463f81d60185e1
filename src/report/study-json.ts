import { noiseText, type Study } from '../study/index.js'
import { derivationJson } from './json/derivation.js'
import { limitJson } from './json/limit.js'
import { modelJson, startJson } from './json/model.js'
import { pointJson } from './json/point.js'
import type { Report } from './json/schema.js'
import { verdictJson } from './json/verdict.js'
import { batchJson, exactNumber, numberOrNull } from './json/values.js'
import { sourcesOf } from './sources.js'

/**
 * A study as plain JSON-safe data, as described by `schema/report.json`. Equal studies give equal bytes: there is no
 * date in it, no duration, and nothing that depends on the machine.
 */
export function studyJson(study: Study): Report {
  const { question, situation, provenance } = study
  const { learningRate, batch, noise } = situation.inputs
  return {
    schema: 'thalweg-report/1',
    outcome: study.outcome,
    model: modelJson(situation.model),
    question: {
      at: question.at ?? null,
      stay: question.stay ?? false,
      learningRate:
        learningRate === undefined
          ? null
          : { ...exactNumber(learningRate.exact), value: numberOrNull(learningRate.value) },
      batch: batch === undefined ? null : batchJson(batch),
      noise: noise === undefined ? null : noiseText(noise),
      theorems: [...question.theorems],
      effort: question.effort,
    },
    start: startJson(situation.model, study.at),
    point: pointJson(situation),
    derivation: derivationJson(study.derivation),
    ...(study.limit && { limit: limitJson(study.limit, learningRate !== undefined) }),
    verdicts: study.verdicts.map(verdictJson),
    sources: sourcesOf(study),
    provenance: {
      thalweg: provenance.thalweg,
      modelHash: provenance.modelHash,
      seed: provenance.seed,
      command: provenance.command,
    },
  }
}
