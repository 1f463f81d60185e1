import { gradientDescent } from './gradient-descent.js'
import type { Optimiser } from './optimiser.js'

export type { Optimiser } from './optimiser.js'

/** Every optimiser. A new one is one file and one line here. */
export const optimisers: readonly Optimiser[] = [gradientDescent]
