import { plain } from '../../base/prose.js'
import { coordinatesText } from '../../geometry/index.js'
import { type MapNotion, notionTitles, type MapPosition, type StabilityMap } from '../../study/index.js'
import { batchSeen, decimal } from '../../theory/index.js'
import {
  type Block,
  code,
  type Document,
  list,
  math,
  paragraph,
  prose,
  type RichText,
  section,
  text,
} from '../document.js'
import { mapPlot } from './plot.js'
import { boundaryTexts, placeOf, shownPositions } from './rows.js'

/** A stability map as a document: the verdict, the figure, boundaries at some positions, and what each notion was worth. */
export function mapDocument(map: StabilityMap): Document {
  const { situation, path, verdict, notes, provenance, batch, at } = map
  const { title } = situation.model
  const plot = mapPlot(map)
  const figure: Block[] =
    plot === undefined
      ? []
      : [{ kind: 'figure', id: 'map', plot, caption: prose(`${path.says}. ${captionOf(map)}`) }]
  return {
    title: `Stability map: ${title}`,
    subtitle: `Along a line in the zero-loss set through the point ${at.name}; a step sees ${batchSeen(batch)}`,
    blocks: [
      { kind: 'callout', outcome: verdict.outcome, title: 'Which boundary decides where runs settle', blocks: [paragraph(prose(verdict.summary))] },
      ...figure,
      section('boundaries', 'Boundaries', [
        paragraph(prose(`${path.says}, from ${decimal(path.from, 4)} (${path.ends[0]}) to ${decimal(path.to, 4)} (${path.ends[1]}) in arc length.`)),
        positionTable(map, shownPositions(map)),
      ]),
      section('cells', 'What the runs say', [paragraph(prose(cellsText(map))), notionTable(map)]),
      ...(notes.length === 0 ? [] : [section('notes', 'Notes', [list(notes.map((note) => prose(note)))])]),
      section('again', 'To make it again', [paragraph([code(provenance.command)]), paragraph([text(`thalweg ${provenance.thalweg}, model ${provenance.modelHash.slice(0, 12)}`)])]),
    ],
    citations: ['chemnitz-engel-2024', 'mulayoff-michaeli-2024'],
  }
} // prettier-ignore

function captionOf({ grid }: StabilityMap): string {
  return (
    `Shaded: the share of ${grid!.runs} runs per cell that settle near their position before they leave it, from a distance ` +
    'in the middle between rounding and the reach of the linearisation. Lines: the boundaries of the three notions of stability.'
  )
}

/** How cells are judged, in prose. */
function cellsText({ verdict, grid }: StabilityMap): string {
  const { planned, measured, counted } = verdict.cells
  return (
    `Of ${planned} cells ${measured} were measured and ${counted} count: those so far from the almost-sure boundary that nearly all ` +
    'runs must do what the sign of $\\lambda$ says, for the distance at which they begin. What a cell shows is taken as ' +
    `certain where the sign test leaves a probability of ${decimal(grid?.error ?? NaN, 2)} for it to be chance, one per cent over all cells.`
  )
}

function positionTable(map: StabilityMap, positions: readonly MapPosition[]): Block {
  const { path, situation } = map
  const name = path.parameter
  return {
    kind: 'table',
    columns: [
      { header: name === undefined ? [math('s')] : [math(name.latex)], align: 'right' },
      { header: [math('\\eta_{\\mathrm{ms}}')], align: 'right' },
      { header: [text('almost surely, '), math('\\lambda = 0')], align: 'right' },
      { header: [math('\\eta_{\\mathrm{GD}}')], align: 'right' },
    ],
    rows: positions.map((position): RichText[] => {
      const { meanSquare, almostSure, gradientDescent } = boundaryTexts(position)
      return [decimal(placeOf(map, position), 4), meanSquare, almostSure, gradientDescent].map((content) => prose(content))
    }),
    caption: `Boundaries at some positions. The point is at ${coordinatesText(situation.model, pointOf(map))}. Of several sign changes every other one is where the position becomes stable again.`,
  }
} // prettier-ignore

function pointOf({ situation }: StabilityMap): Float64Array {
  if ('problem' in situation.landing) throw new TypeError('a map without a point')
  return situation.landing.point.coordinates
}

function notionTable({ verdict }: StabilityMap): Block {
  const number = (value: number): RichText => String(value)
  return {
    kind: 'table',
    columns: [
      { header: 'prediction', align: 'left' },
      { header: 'agree', align: 'right' },
      { header: 'contradict', align: 'right' },
      { header: 'not clear', align: 'right' },
      { header: 'outcome', align: 'left' },
    ],
    rows: (Object.keys(notionTitles) as MapNotion[]).map((notion): RichText[] => {
      const { agree, contradict, undecided, outcome } = verdict.tallies[notion]
      return [
        prose(notionTitles[notion]),
        number(agree.settles + agree.leaves),
        number(contradict.settles + contradict.leaves),
        number(undecided),
        plain(outcome),
      ]
    }),
  }
}
