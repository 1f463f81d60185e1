import type { GeometrySurvey } from '../geometry/index.js'
import type { Study } from '../study/index.js'
import type { Document } from './document.js'
import { answerBlocks } from './sections/answer.js'
import { derivativesSection } from './sections/derivatives.js'
import { geometrySection } from './sections/geometry.js'
import { limitSection } from './sections/limit.js'
import { modelSection } from './sections/model.js'
import { shapeSection } from './sections/shape.js'
import { reproduceSection } from './sections/reproduce.js'
import { theoremSection } from './sections/theorem.js'
import { sourcesOf } from './sources.js'

/**
 * The report of a study: the answer first, then what it rests on. It holds no date and nothing else that changes
 * between two runs with equal results. With a survey of the zero-loss set there is a section on its shape.
 */
export function studyDocument(study: Study, survey?: GeometrySurvey): Document {
  const { situation, verdicts, at } = study
  const { model } = situation
  return {
    title: model.title,
    subtitle: `Predictions tested at the point ${at.name}`,
    blocks: [
      ...answerBlocks(study),
      modelSection(study),
      derivativesSection(study),
      geometrySection(study),
      ...(survey === undefined ? [] : [shapeSection(survey)]),
      ...(study.limit === undefined ? [] : [limitSection(study.limit)]),
      ...verdicts.map((verdict) => theoremSection(verdict, model)),
      reproduceSection(study),
    ],
    citations: sourcesOf(study),
  }
}
