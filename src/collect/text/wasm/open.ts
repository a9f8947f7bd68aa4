/** What is used of WebAssembly; Node's own types do not describe it. */
interface Engine {
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Module: new (code: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: Functions }
}

type Functions = Readonly<Record<string, unknown>>

const { WebAssembly: engine } = globalThis as unknown as { readonly WebAssembly: Engine }
const pageBytes = 65_536

/** Compiled code that was given a memory of its own. */
export interface Opened {
  readonly memory: ArrayBuffer
  readonly functions: Functions
}

/** Makes compiled code ready, with at least so much memory. */
export function openCode(code: string, bytes: number): Opened {
  const memory = new engine.Memory({ initial: Math.ceil(bytes / pageBytes) })
  const module = new engine.Module(Buffer.from(code, 'base64'))
  const { exports: functions } = new engine.Instance(module, { scan: { memory } })
  return { memory: memory.buffer, functions }
}
