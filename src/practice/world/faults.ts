/** What keeps a program's containers on a board from running, as its kubelet meets it. */
export type Fault =
  /** The container ends by itself, again and again. */
  | { readonly kind: 'crash'; readonly exitCode: number; readonly reason: 'Error' | 'OOMKilled' }
  /** Its image cannot be had. */
  | { readonly kind: 'image'; readonly message: string }
  /** It cannot be set up; the kubelet says why. */
  | { readonly kind: 'mount'; readonly message: string }

/** Faults by the `app` label of a pod, on one board or everywhere, or by one sandbox alone. */
export class Faults {
  readonly #faults = new Map<string, Fault>()
  readonly #sandboxes = new Map<string, Fault>()

  set(app: string, fault: Fault, board = '*'): void {
    this.#faults.set(`${board}/${app}`, fault)
  }

  clear(app: string, board = '*'): void {
    this.#faults.delete(`${board}/${app}`)
  }

  of(app: string, board: string, sandbox: Sandbox): Fault | undefined {
    if (this.#faults.size + this.#sandboxes.size === 0) return undefined
    const ofApp = this.#faults.get(`${board}/${app}`) ?? this.#faults.get(`*/${app}`)
    return ofApp ?? this.#sandboxes.get(nameOf(sandbox))
  }

  /** What is wrong with a pod's sandbox ends with it: another pod, or another boot, has its own. */
  setSandbox(sandbox: Sandbox, fault: Fault): void {
    this.#sandboxes.set(nameOf(sandbox), fault)
  }
}

export interface Sandbox {
  /** Uid of its pod. */
  readonly pod: string
  /** Id of the boot that it was made in. */
  readonly boot: string
}

function nameOf({ pod, boot }: Sandbox): string {
  return `${pod} ${boot}`
}
