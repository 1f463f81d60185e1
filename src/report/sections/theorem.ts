import { wording } from '../../base/wording.js'
import { type Theorem, theorems } from '../../theory/index.js'
import type { Model } from '../../model/index.js'
import type { HypothesisFinding, Verdict } from '../../verify/index.js'
import {
  type Block,
  cite,
  emphasis,
  formula,
  math,
  reference,
  type Inline,
  list,
  paragraph,
  prose,
  section,
  type RichText,
  type Section,
  status,
  strong,
  text,
} from '../document.js'
import { referenceText } from '../bibtex.js'
import { capital, ended, heading } from './derivation-steps.js'
import { numberLatex } from '../numbers.js'
import { comparisonBlocks } from './comparison.js'
import { controlBlocks } from './controls.js'
import { predictionBlocks, quantityTable } from './prediction.js'

export function theoremSectionId(verdict: Verdict): string {
  return `theorem-${verdict.theorem}`
}

/**
 * The section of one verdict. One that does not apply shows its witness and nothing else; one that failed shows what
 * went wrong in place of the comparison.
 */
export function theoremSection(verdict: Verdict, model: Model): Section {
  const id = theoremSectionId(verdict)
  if (verdict.outcome === 'not applicable') return section(id, prose(verdict.title), witnessBlocks(verdict))
  const theorem = theorems.find((record) => record.id === verdict.theorem)
  return section(id, prose(verdict.title), [
    ...(theorem === undefined ? [] : statementBlocks(theorem)),
    hypothesisTable(verdict),
    ...predictionBlocks(verdict, model),
    ...experimentBlocks(verdict),
    ...(verdict.problem === undefined ? verdictCallout(verdict) : problemCallout(verdict)),
    ...comparisonBlocks(verdict),
    ...controlBlocks(verdict),
  ])
}

function witnessBlocks({ hypotheses, summary, remains, theorem }: Verdict): Block[] {
  const refuted = hypotheses.find(({ state }) => state === 'refuted')
  const blocks: Block[] =
    refuted === undefined
      ? [paragraph(prose(summary))]
      : [
          paragraph('This hypothesis is violated: ', emphasis(prose(refuted.statement))),
          paragraph('Witness: ', prose(ended(refuted.evidence))),
        ]
  const still =
    remains === undefined
      ? []
      : [
          paragraph(heading('What can still be said.'), prose(ended(remains.says))),
          quantityTable(theorem, remains),
        ]
  return [
    { kind: 'callout', outcome: 'not applicable', title: 'The theorem does not apply here', blocks },
    ...still,
  ]
}

function statementBlocks({ statement, formula: lines, cite: keys }: Theorem): Block[] {
  const sources = keys.flatMap((key, index): Inline[] => (index === 0 ? [cite(key)] : [text(', '), cite(key)]))
  return [
    paragraph(prose(statement), ...(sources.length === 0 ? [] : [text(' Sources: '), ...sources, text('.')].map((i) => [i]))),
    formula(lines),
  ]
} // prettier-ignore

/** A theorem by itself: what it says, when it holds and how it is tested. */
export function theoremFragment(theorem: Theorem): Block[] {
  const part = (title: string, items: readonly RichText[]): Block[] =>
    items.length === 0 ? [] : [paragraph(strong(title)), list(items)]
  return [
    paragraph(strong(prose(theorem.title))),
    paragraph(prose(theorem.statement)),
    formula(theorem.formula),
    ...part(
      'Hypotheses, each checked',
      theorem.hypotheses.map(({ statement }) => prose(statement)),
    ),
    ...part(
      'Inputs',
      Object.values(theorem.inputs).map(({ title, meaning }) => prose(`${title}: ${meaning}`)),
    ),
    ...part(
      'Compared with the experiment',
      Object.entries(theorem.compare).map(
        ([quantity, { relevant }]) => `${quantity}: deviations of ${plainNumber(100 * relevant)} % matter`,
      ),
    ),
    ...part(
      'Wrong predictions that the same experiment must refute',
      theorem.controls.map(({ title }) => prose(title)),
    ),
    ...part('Sources', theorem.cite.map(referenceText)),
  ]
}

const plainNumber = (value: number): string => String(Number(value.toPrecision(4)))

function hypothesisTable({ hypotheses, theorem }: Verdict): Block {
  return {
    kind: 'table',
    id: `hypotheses-${theorem}`,
    caption: 'The hypotheses, and how each was decided.',
    columns: [
      { header: 'Hypothesis', align: 'left' },
      { header: 'State', align: 'left' },
      { header: 'Evidence', align: 'left' },
    ],
    rows: hypotheses.map(({ statement, state, evidence }: HypothesisFinding) => [
      prose(statement),
      [status(state)],
      prose(evidence),
    ]),
  }
}

function experimentBlocks({ measurement }: Verdict): Block[] {
  if (measurement === undefined) return []
  const { replicas, steps } = measurement.run
  return [
    paragraph(
      heading('Experiment.'),
      'The algorithm itself was run, not its linearisation: ',
      [math(numberLatex(replicas, 15))],
      ' independent replicas, ',
      [math(numberLatex(steps, 15))],
      ' steps in all. ',
      [reference('runs')],
      ' has the settings.',
    ),
  ]
}

function verdictCallout({ outcome, summary, measurement }: Verdict): Block[] {
  const remarks = measurement?.remarks ?? []
  return [
    {
      kind: 'callout',
      outcome,
      title: verdictTitle(outcome),
      blocks: [
        paragraph(prose(capital(ended(summary)))),
        ...(remarks.length === 0 ? [] : [list(remarks.map((remark) => prose(capital(ended(remark)))))]),
      ],
    },
  ]
}

function verdictTitle(outcome: Verdict['outcome']): string {
  switch (outcome) {
    case 'supported':
      return 'The measurement agrees with the prediction'
    case 'refuted':
      return 'The measurement contradicts the prediction'
    default:
      return 'The experiment does not decide'
  }
}

function problemCallout({ problem, summary }: Verdict): Block[] {
  const said = problem === undefined ? undefined : wording(problem)
  return [
    {
      kind: 'callout',
      outcome: 'failed',
      title: said === undefined ? 'No answer' : `No answer: ${said.title}`,
      blocks: [paragraph(said === undefined ? prose(summary) : said.advice)],
    },
  ]
}
