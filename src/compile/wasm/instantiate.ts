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
export function instantiate(
  bytes: Uint8Array<ArrayBuffer>,
  imports: Readonly<Record<string, (...args: number[]) => number>>,
): Instance {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { host: imports })
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
