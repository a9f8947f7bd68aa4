import type { Coverage } from '#src/model/evidence.ts'

/** How looking goes on, for a reader who waits. */
export interface Progress {
  readonly parts: readonly {
    readonly name: string
    readonly state: 'waiting' | 'ok' | 'failed'
    readonly seconds: number
  }[]
  readonly done: boolean
}

const tickMilliseconds = 200

/** Who has answered so far; told at each answer and while somebody is waited for. */
export class ProgressBoard {
  readonly #parts = new Map<
    string,
    { state: 'waiting' | 'ok' | 'failed'; startedAt: number; seconds: number }
  >()
  readonly #tell: (progress: Progress) => void
  readonly #tick: NodeJS.Timeout

  constructor(tell: (progress: Progress) => void) {
    this.#tell = tell
    this.#tick = setInterval(() => this.#say(false), tickMilliseconds)
    this.#tick.unref()
  }

  /** Follows one look to its end. */
  async follow<T extends { readonly coverage: readonly Coverage[] }>(
    name: string,
    look: () => Promise<T>,
  ): Promise<T> {
    const startedAt = performance.now()
    const set = (state: 'waiting' | 'ok' | 'failed') => {
      this.#parts.set(name, { state, startedAt, seconds: (performance.now() - startedAt) / 1000 })
      this.#say(false)
    }
    set('waiting')
    try {
      const found = await look()
      set(found.coverage.every(({ outcome }) => outcome === 'answered') ? 'ok' : 'failed')
      return found
    } catch (error) {
      set('failed')
      throw error
    }
  }

  end(): void {
    clearInterval(this.#tick)
    this.#say(true)
  }

  #say(done: boolean): void {
    const parts = [...this.#parts].map(([name, { state, startedAt, seconds }]) => ({
      name,
      state,
      seconds: state === 'waiting' ? (performance.now() - startedAt) / 1000 : seconds,
    }))
    this.#tell({ parts, done })
  }
}
