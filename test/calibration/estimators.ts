import type { CalibrationCase } from './case.js'

export const estimatorCases: readonly CalibrationCase[] = []
