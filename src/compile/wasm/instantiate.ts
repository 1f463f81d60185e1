/** The two things every module here exports. */
export interface Instance {
  readonly memory: WebAssembly.Memory
  run(argument?: number): void
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
