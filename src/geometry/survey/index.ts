export type { CurveSurvey } from './curve.js'
export { type Missing, missing } from './missing.js'
export type { ClosedSpaces, SpacesSurvey } from './spaces.js'
export { type GeometrySurvey, isCutShort, surveyAt, type SurveyOptions } from './survey.js'
