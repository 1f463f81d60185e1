export { limitAt, type LimitAtOptions, limitOfStudy, type LimitSurvey } from './limit-at.js'
