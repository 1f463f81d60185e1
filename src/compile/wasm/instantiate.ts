import { importsOf } from './host-functions.js'

/** The two things every module here exports. */
export interface Instance {
  readonly memory: WebAssembly.Memory
  run(...numbers: number[]): void
}

/** Whether the host has WebAssembly at all. It may still forbid its use. */
export function hasWebAssembly(): boolean {
  return typeof WebAssembly === 'object'
}

/** Compiles and instantiates at once. Throws what the host throws when it forbids it. */
export function instantiate(source: Uint8Array<ArrayBuffer> | WebAssembly.Module): Instance {
  const module = source instanceof WebAssembly.Module ? source : new WebAssembly.Module(source)
  const { exports } = new WebAssembly.Instance(module, { host: importsOf(module) })
  return exports as unknown as Instance
}

/**
 * What was compiled, or nothing where the host has no WebAssembly or refuses: a content policy without 'wasm-unsafe-eval',
 * or a limit on the size of modules, shows as a CompileError or an EvalError or a RangeError.
 */
export function unlessForbidden<Compiled>(compiled: () => Compiled): Compiled | undefined {
  if (!hasWebAssembly()) return undefined
  try {
    return compiled()
  } catch (error) {
    const isRefusal =
      error instanceof WebAssembly.CompileError || error instanceof EvalError || error instanceof RangeError
    if (isRefusal) return undefined
    throw error
  }
}
