import type { Study } from '../../study/index.js'
import type { Verdict } from '../../verify/index.js'
import {
  type Block,
  cite,
  code,
  math,
  paragraph,
  prose,
  reference,
  type RichText,
  section,
  type Section,
  text,
} from '../document.js'
import { numberLatex } from '../numbers.js'
import { theoremSectionId } from './theorem.js'
import { drawsRandomNumbers, extrapolates, movedImplicitly } from '../sources.js'

/** All that is needed to get the same numbers again, and what the intervals mean. */
export function reproduceSection(study: Study): Section {
  const { thalweg, modelHash, seed, command } = study.provenance
  const runs = study.verdicts.flatMap((verdict) => settingRows(verdict))
  return section('reproduce', 'How to reproduce this report', [
    paragraph('This command makes the report again, with the same numbers:'),
    { kind: 'code', language: 'sh', text: command },
    {
      kind: 'table',
      id: 'provenance',
      caption: 'What the numbers depend on.',
      columns: [
        { header: 'What', align: 'left' },
        { header: 'Value', align: 'left' },
      ],
      rows: [
        ['version of Thalweg', [code(thalweg)]],
        ['model (hash of its content)', [code(modelHash)]],
        ['seed', [code(String(seed))]],
      ],
    },
    ...(runs.length === 0 ? [] : [runTable(runs)]),
    ...methodParagraphs(study),
    ...(runs.length === 0 ? [] : intervalParagraphs()),
  ])
}

function runTable(rows: readonly RichText[][]): Block {
  return {
    kind: 'table',
    id: 'runs',
    caption: 'How the experiments were run.',
    columns: [
      { header: 'Experiment of', align: 'left' },
      { header: 'Setting', align: 'left' },
      { header: 'Value', align: 'right' },
    ],
    rows,
  }
}

function settingRows(verdict: Verdict): RichText[][] {
  const { measurement } = verdict

  if (measurement === undefined) return []
  const { replicas, steps, settings, seed, cutShort } = measurement.run
  const rows: [RichText, RichText][] = [
    ['replicas', [math(numberLatex(replicas, 15))]],
    ['steps in all', [math(numberLatex(steps, 15))]],
    ...Object.entries(settings).map(([name, value]): [RichText, RichText] => [
      prose(settingNames[name] ?? spelledOut(name)),
      [math(numberLatex(value, 10))],
    ]),
    ['seed', [math(numberLatex(seed, 15))]],
    ...(cutShort ? [['ended early', 'by the time budget'] as [RichText, RichText]] : []),
  ]
  return rows.map(([name, value], index) => [
    index === 0 ? [reference(theoremSectionId(verdict))] : '',
    name,
    value,
  ])
}

const settingNames: Readonly<Record<string, string>> = {
  learningRate: 'learning rate $\\alpha$',
  noiseStrength: 'noise strength $\\sigma$ at the stronger level',
  stepsPerReplica: 'steps per replica at the stronger level',
  slowTime: 'slow time $k\\alpha^2\\sigma^2$',
  spread: 'standard deviation of the displaced start',
  from: 'growth is measured from step',
  to: 'growth is measured to step',
}

/** `stepsPerReplica` as `steps per replica`. */
function spelledOut(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`)
}

function methodParagraphs(study: Study): Block[] {
  const sentences = [
    ...(drawsRandomNumbers(study)
      ? [
          [
            text('Random numbers come from the counter-based generator Philox4x32-10 '),
            cite('salmon-2011'),
            text(
              '; every replica has its own stream, so that neither the order nor the number of workers matters. ',
            ),
          ],
        ]
      : []),
    ...(movedImplicitly(study)
      ? [
          [
            text(
              'The gradient flow to the set is followed by the implicit method Radau IIA of order 13 with error control ',
            ),
            cite('hairer-wanner-1996'),
            text('. '),
          ],
        ]
      : []),
    ...(extrapolates(study)
      ? [
          [
            text('Flows are integrated by extrapolation of the modified midpoint rule with error control '),
            cite('hairer-norsett-wanner-1993'),
            text('. '),
          ],
        ]
      : []),
  ]
  return sentences.length === 0 ? [] : [paragraph(...sentences)]
}

function intervalParagraphs(): Block[] {
  return [
    paragraph(
      'What the intervals mean: ',
      prose(
        'a measured value $m \\pm h$ claims that the true value lies in $[m - h, m + h]$ with 99 % confidence. ' +
          'The half-width $h$ is a quantile of Student\u2019s distribution times the standard error over independent ' +
          'replicas, plus a systematic part that more replicas would not remove: the width of a bracket, or what is ' +
          'left of an extrapolation. A value written as $x \\pm \\varepsilon$ without replicas was computed from exact ' +
          'formulas in double precision, and $\\varepsilon$ estimates its rounding error; a value called exact has none.',
      ),
    ),
    paragraph(
      prose(
        'A prediction is supported when the whole interval of the relative deviation lies within the smallest ' +
          'deviation that matters and a deviation of that size would have shown with a probability of 95 %, refuted when ' +
          'it lies entirely outside, and inconclusive otherwise. ' +
          'It is also inconclusive when a negative control is not refuted or a hypothesis is of unknown state.',
      ),
    ),
  ]
}
