import { failure } from '../base/wording.js'
import { coordinatesText } from './coordinates.js'
import type { Landscape } from './landscape.js'

/** @throws `not-finite-at-start` unless loss and gradient are finite at `start` */
export function checkStart(landscape: Landscape, start: Float64Array): void {
  const loss = landscape.loss(start)
  const point = coordinatesText(landscape.model, start)
  if (!Number.isFinite(loss))
    throw failure('not-finite-at-start', { what: 'the loss', value: valueText(loss), point })
  if (!landscape.gradient(start).every(Number.isFinite))
    throw failure('not-finite-at-start', {
      what: 'the gradient of the loss',
      value: 'outside its domain',
      point,
    })
}

function valueText(value: number): string {
  return Number.isNaN(value) ? 'outside its domain' : 'infinite'
}
