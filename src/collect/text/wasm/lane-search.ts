import type { Automaton } from '../automaton.ts'
import { searchCode } from './code.ts'
import { eventBytes, laneBytes, lanes, search } from './layout.ts'
import { openCode } from './open.ts'

/** Called with the position and the state wherever a word ends. */
export type Visit = (position: number, state: number) => void

/** An automaton in compiled code, that reads stretches of a text side by side. */
export class LaneSearch {
  readonly #run: (length: number, ends: number) => void
  readonly #ends: number
  readonly #text: Uint8Array
  readonly #words: Int32Array

  constructor({ table, classes, ends }: Automaton) {
    const { memory, functions } = openCode(searchCode, search.table + table.length * 4)
    this.#run = functions.search as (length: number, ends: number) => void
    this.#text = new Uint8Array(memory)
    this.#words = new Int32Array(memory)
    this.#ends = ends * 4
    // Most entries lead back to the beginning, and what was never written takes no memory.
    for (const [place, state] of table.entries())
      if (state !== 0) this.#words[search.table / 4 + place] = state * 4
    for (const [byte, place] of classes.entries())
      this.#words[search.classes / 4 + byte] = place * 4
  }

  /**
   * Reads `lanes` stretches of equal length from `from` on.
   *
   * @param states the state before each of them; those after them when it returns
   */
  read(
    bytes: Uint8Array,
    { from, stretch }: { readonly from: number; readonly stretch: number },
    states: Int32Array,
    visit: Visit,
  ): void {
    const words = this.#words
    for (let lane = 0; lane < lanes; lane++) {
      const start = from + lane * stretch
      this.#text.set(bytes.subarray(start, start + stretch), search.text + lane * laneBytes)
      words[search.states / 4 + lane] = (states[lane] as number) * 4
    }
    this.#run(stretch, this.#ends)
    for (let lane = 0; lane < lanes; lane++) {
      states[lane] = (words[search.states / 4 + lane] as number) / 4
      const first = (search.events + lane * laneBytes * eventBytes) / 4
      const last = (words[search.eventEnds / 4 + lane] as number) / 4
      for (let event = first; event < last; event += eventBytes / 4)
        visit(from + lane * stretch + (words[event] as number), (words[event + 1] as number) / 4)
    }
  }
}
