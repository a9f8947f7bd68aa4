/** What keeps a program's containers on a board from running, as its kubelet meets it. */
export type Fault =
  /** The container ends by itself, again and again. */
  | { readonly kind: 'crash'; readonly exitCode: number; readonly reason: 'Error' | 'OOMKilled' }
  /** Its image cannot be had. */
  | { readonly kind: 'image'; readonly message: string }
  /** It cannot be set up; the kubelet says why. */
  | { readonly kind: 'mount'; readonly message: string }

/** Faults by the `app` label of a pod, on one board or everywhere. */
export class Faults {
  readonly #faults = new Map<string, Fault>()

  set(app: string, fault: Fault, board = '*'): void {
    this.#faults.set(`${board}/${app}`, fault)
  }

  clear(app: string, board = '*'): void {
    this.#faults.delete(`${board}/${app}`)
  }

  of(app: string, board: string): Fault | undefined {
    if (this.#faults.size === 0) return undefined
    return this.#faults.get(`${board}/${app}`) ?? this.#faults.get(`*/${app}`)
  }
}
