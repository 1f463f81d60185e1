export { type MapOptions, stabilityMap } from './map.js'
export { margin as mapMargin } from './predicted.js'
export type {
  Boundaries,
  MapCell,
  MapGrid,
  MapNotion,
  MapPathFacts,
  MapPosition,
  MapVerdict,
  MeasuredCell,
  StabilityMap,
} from './record.js'
export { notionTitles } from './verdict.js'
