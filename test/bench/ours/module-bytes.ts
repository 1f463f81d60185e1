/** What `make` returns and the bytes of all WebAssembly modules that were compiled for it. */
export function countingModuleBytes<Result>(make: () => Result): { result: Result; bytes: number } {
  const { Module } = WebAssembly
  let bytes = 0
  WebAssembly.Module = new Proxy(Module, {
    construct(target, [source]: [Uint8Array<ArrayBuffer>]) {
      const module = new target(source)
      bytes += source.byteLength
      return module
    },
  })
  try {
    return { result: make(), bytes }
  } finally {
    WebAssembly.Module = Module
  }
}
