/**
 * The automaton of Aho and Corasick ("Efficient string matching", CACM 18, 1975) as one table: a
 * state and a byte give the next state, with nothing to decide in between.
 */
export interface Automaton {
  /** Class of each byte: bytes that occur in no word share one. */
  readonly classes: Uint8Array
  /**
   * Next state for state and class, where a state is counted in rows of the table, so that it
   * needs no multiplication. Carries `ends` where a word ends in that state.
   */
  readonly table: Int32Array
  /** Entries of one row. */
  readonly width: number
  /** Words that end in a state, by its number; its row divided by the width. */
  readonly words: readonly (readonly number[])[]
}

/** Marks a state in which a word ends. */
export const ends = 1 << 30

interface Trie {
  readonly classes: Uint8Array
  readonly width: number
  readonly next: Int32Array
  readonly own: number[][]
}

/** Builds the automaton that finds all `words`. Takes time and memory by their length in all. */
export function buildAutomaton(words: readonly Uint8Array[]): Automaton {
  const trie = buildTrie(words)
  const { classes, width, next, own } = trie
  const order: number[] = []
  const fallback = new Int32Array(own.length)
  for (let index = 0; index < width; index++) {
    const state = next[index] as number
    if (state > 0) order.push(state)
    else next[index] = 0
  }
  // The list grows while it is read: breadth first, each state once.
  for (const state of order) {
    const fall = fallback[state] as number
    own[state] = [...(own[state] ?? []), ...(own[fall] ?? [])]
    for (let index = 0; index < width; index++) {
      const after = next[state * width + index] as number
      const fallAfter = next[fall * width + index] as number
      if (after < 0) {
        next[state * width + index] = fallAfter
        continue
      }
      fallback[after] = fallAfter
      order.push(after)
    }
  }
  return { classes, table: inRows(trie), width, words: own }
}

function buildTrie(words: readonly Uint8Array[]): Trie {
  const classes = new Uint8Array(256)
  let width = 1
  for (const word of words)
    for (const byte of word) if (classes[byte] === 0) classes[byte] = width++
  const most = words.reduce((sum, word) => sum + word.length, 1)
  const next = new Int32Array(most * width).fill(-1)
  const own: number[][] = [[]]
  for (const [id, word] of words.entries()) {
    let state = 0
    for (const byte of word) {
      const place = state * width + (classes[byte] as number)
      if ((next[place] as number) < 0) next[place] = own.push([]) - 1
      state = next[place] as number
    }
    own[state]?.push(id)
  }
  return { classes, width, next, own }
}

function inRows({ width, next, own }: Trie): Int32Array {
  const table = new Int32Array(own.length * width)
  for (let place = 0; place < table.length; place++) {
    const state = next[place] as number
    table[place] = (state * width) | ((own[state] as number[]).length > 0 ? ends : 0)
  }
  return table
}
