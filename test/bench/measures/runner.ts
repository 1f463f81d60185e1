import type { Launch, Task } from '../launch.js'
import type { Measure, Program, Row } from '../program.js'

/**
 * What the runner of experiments costs: ensembles with its clock, progress and slices, and a whole experiment, against
 * the same work in one call of the compiled ensemble. Wall time, because the runner also waits.
 */
export function runner({ ours }: Launch): Measure {
  const compared = (
    title: string,
    mine: Program,
    bare: Program,
    goal: { atLeast: number; aim: number },
  ): Row => ({
    title,
    clock: 'wall',
    tolerance: 1e-9,
    ours: mine,
    peers: [{ program: bare, ...goal }],
  })
  const ensemble = (model: 'uv' | 'network', steps: number, workers: number): Row => {
    const on = (by: 'runner' | 'ensemble'): Program => {
      const task: Task = { model, replicas: 1024, steps, workers, by }
      return ours('runner', task, {
        label: by === 'runner' ? 'runner' : 'ensemble in one call',
        allCores: workers > 1,
      })
    }
    const where = workers > 1 ? 'two workers' : 'one worker'
    const title = `label-noise SGD of ${model === 'uv' ? 'uv' : 'the network'} through the runner of experiments, ${where}`
    return compared(title, on('runner'), on('ensemble'), { atLeast: 0.9, aim: 0.97 })
  }
  const drift = (by: 'experiment' | 'ensemble'): Program =>
    ours(
      'displacement',
      { by, replicas: 1024, learningRate: '1/1000' },
      { label: by === 'experiment' ? by : 'ensemble in one call' },
    )
  return {
    name: 'runner',
    rows: [
      ensemble('uv', 100_000, 1),
      ensemble('network', 10_000, 1),
      ensemble('uv', 100_000, 2),
      ensemble('network', 20_000, 2),
      compared(
        'the drift of label noise on uv = 1, every step of the experiment',
        drift('experiment'),
        drift('ensemble'),
        { atLeast: 0.9, aim: 0.97 },
      ),
    ],
  }
}
