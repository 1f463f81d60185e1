import { describe, expect, it } from 'vitest'
import { plain } from '../../../src/base/prose.js'
import { derivationSteps } from '../../../src/theory/noise/along/index.js'
import { limitOf } from './limits.js'

const written = async (name: Parameters<typeof limitOf>[0]) =>
  derivationSteps((await limitOf(name)).limit).map(({ says, formula = [] }) => [plain(says), ...formula])

describe('the derivation of a limit along the set', () => {
  it.each(['W1', 'W2', 'W5a', 'W5b', 'W7', 'W8b', 'W9', 'W13', 'W15'] as const)('of %s', async (name) => {
    const steps = await written(name)
    for (const step of steps) console.log(step.join('\n      '))
  })
})
