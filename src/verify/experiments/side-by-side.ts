import { within } from '../../base/budget.js'
import { forgetful } from '../../base/memory.js'
import type { SideBySideExperiment, SideBySidePart } from '../../theory/index.js'
import type { Chart, Curve, Measurement } from '../measurement.js'
import { memoryParts } from '../memory-parts.js'
import { runDisplacement } from './displacement.js'
import type { Runner, RunSettings } from './runner.js'

/** Runs the ensembles of all noises, one after the other, and puts what they measured side by side. */
export const runSideBySide: Runner<SideBySideExperiment> = async ({ parts }, settings) => {
  const memories = memoryParts(settings.memory ?? forgetful, parts.length)
  const found: Measurement[] = []
  for (const [k, part] of parts.entries())
    found.push(
      await runDisplacement(part.experiment, {
        ...shareOf(parts, k, settings),
        precision: { displacement: settings.precision[part.quantity] ?? 0 },
        memory: memories[k]!,
      }),
    )
  settings.budget.progress?.('drifts along the set', 1)
  return {
    quantities: Object.fromEntries(
      parts.map(({ quantity }, k) => [quantity, found[k]!.quantities['displacement']!]),
    ),
    charts: [chartOf(parts, found)],
    run: {
      seed: settings.seed,
      replicas: found.reduce((sum, { run }) => sum + run.replicas, 0),
      steps: found.reduce((sum, { run }) => sum + run.steps, 0),
      settings: Object.fromEntries([
        ['learningRate', parts[0]!.experiment.levels[0]!.learningRate],
        ...parts.flatMap(({ quantity, experiment }): [string, number][] => [
          [`${quantity} noiseStrength`, experiment.levels[0]!.noiseStrength],
          [`${quantity} stepsPerReplica`, experiment.levels[0]!.steps],
        ]),
      ]),
      cutShort: found.some(({ run }) => run.cutShort),
    },
    remarks: found.flatMap(({ remarks }, k) => remarks.map((remark) => `${parts[k]!.label}: ${remark}`)),
  }
}

// Steps of a replica tell how long each takes, roughly.
function shareOf(parts: readonly SideBySidePart[], k: number, settings: RunSettings): RunSettings {
  const steps = parts.map(({ experiment }) => experiment.levels.reduce((sum, level) => sum + level.steps, 0))
  const sum = (from: number, to: number): number => steps.slice(from, to).reduce((a, b) => a + b, 0)
  const { budget } = settings
  const left = budget.deadline - performance.now()
  const mine = Number.isFinite(left) ? within(budget, (left * steps[k]!) / sum(k, steps.length)) : budget
  const [before, all] = [sum(0, k), sum(0, steps.length)]
  const progress = (_: string, done: number): void =>
    budget.progress?.('drifts along the set', (before + done * steps[k]!) / all)
  return { ...settings, budget: { ...mine, progress } }
}

function chartOf(parts: readonly SideBySidePart[], found: readonly Measurement[]): Chart {
  const curves = parts.map(({ commonTime }, k): Curve => {
    const { predicted, measured } = found[k]!.charts[0]!
    return {
      predicted: predicted.map(([x, y]): [number, number] => [x * commonTime, y]),
      measured: measured.map((point) => ({ ...point, x: point.x * commonTime })),
    }
  })
  const [first, ...others] = curves
  return {
    id: 'time-scales',
    title: 'Distance moved along the zero-loss set by each noise, each in its own direction',
    x: 'slow time $k\\alpha^2\\sigma^2$',
    y: 'displacement along the set',
    logarithmic: ['x'],
    label: parts[0]!.label,
    ...first!,
    others: others.map((curve, k) => ({ label: parts[k + 1]!.label, ...curve })),
  }
}
