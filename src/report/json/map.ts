import type { Boundaries, MapCell, MapPosition, StabilityMap } from '../../study/index.js'
import type { MapRecord } from './map-schema.js'
import { modelJson, startJson } from './model.js'
import { pointJson } from './point.js'
import { batchJson, estimateJson, mapRecord, numberOrNull, numbersOrNull } from './values.js'

/** A stability map as plain JSON-safe data, as described by `schema/map.json`. Equal maps give equal bytes. */
export function mapJson(map: StabilityMap): MapRecord {
  const { situation, at, batch, effort, path, grid, verdict, notes, provenance } = map
  const { kind, says, from, to, closed, ends, parameter } = path
  return {
    schema: 'thalweg-map/1',
    model: modelJson(situation.model),
    start: startJson(situation.model, at),
    point: pointJson(situation),
    batch: batchJson(batch),
    effort,
    path: {
      kind,
      says,
      from: numberOrNull(from),
      to: numberOrNull(to),
      closed,
      ends: [...ends],
      parameter: parameter ?? null,
    },
    positions: map.positions.map(positionJson),
    grid:
      grid === undefined
        ? null
        : {
            columns: axisJson(grid.columns),
            rows: axisJson(grid.rows),
            runs: grid.runs,
            error: numberOrNull(grid.error),
          },
    cells: map.cells.map(cellJson),
    verdict: {
      outcome: verdict.outcome,
      summary: verdict.summary,
      tallies: verdict.tallies,
      differing: verdict.differing,
      coincide: verdict.coincide,
      cells: verdict.cells,
      cutShort: verdict.cutShort,
    },
    notes: [...notes],
    provenance,
  }
}

function axisJson({ edges, middles }: { edges: readonly number[]; middles: readonly number[] }) {
  return { edges: numbersOrNull(edges), middles: numbersOrNull(middles) }
}

function positionJson({
  s,
  parameter,
  coordinates,
  boundaries,
  gap,
}: MapPosition): MapRecord['positions'][number] {
  return {
    s: numberOrNull(s),
    parameter: parameter === undefined ? null : numberOrNull(parameter),
    coordinates: numbersOrNull(coordinates),
    boundaries: boundaries === undefined ? null : boundariesJson(boundaries),
    gap: gap ?? null,
  }
}

function boundariesJson({ gradientDescent, meanSquare, almostSure, isComplete }: Boundaries) {
  return {
    gradientDescent: estimateJson(gradientDescent),
    meanSquare: estimateJson(meanSquare),
    almostSure:
      almostSure?.map(({ learningRate, becomes }) => ({
        learningRate: estimateJson(learningRate),
        becomes,
      })) ?? null,
    isComplete,
  }
}

function cellJson({
  column,
  row,
  learningRate,
  measured,
  predicted,
  counts,
}: MapCell): MapRecord['cells'][number] {
  return {
    column,
    row,
    learningRate: numberOrNull(learningRate),
    measured:
      measured === undefined
        ? null
        : {
            runs: measured.runs,
            settled: measured.settled,
            left: measured.left,
            share: estimateJson(measured.share),
            seen: measured.seen ?? null,
            start: numberOrNull(measured.start),
          },
    predicted: mapRecord(predicted, (fate) => fate ?? null) as MapRecord['cells'][number]['predicted'],
    counts,
  }
}
