/**
 * The automaton of Aho and Corasick ("Efficient string matching", CACM 18, 1975) as one table: a
 * state and a byte give the next state, with nothing to decide in between.
 */
export interface Automaton {
  /** Class of each byte: bytes that occur in no word share one. */
  readonly classes: Uint8Array
  /** Next state for state and class. A state is where its row begins, so no step multiplies. */
  readonly table: Int32Array
  /** States from this power of two on are those in which a word ends. */
  readonly ends: number
  /** Entries of one row. */
  readonly width: number
  /** Words that end in a state: its place behind `ends`, divided by the width. */
  readonly words: readonly (readonly number[])[]
}

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
  return { classes, width, ...inRows(trie, order) }
}

function buildTrie(words: readonly Uint8Array[]): Trie {
  const { classes, width } = classesOf(words)
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

/** The most frequent bytes come first: what is often read of a row lies together. */
function classesOf(words: readonly Uint8Array[]): Pick<Trie, 'classes' | 'width'> {
  const counts = new Uint32Array(256)
  for (const word of words) for (const byte of word) counts[byte] = (counts[byte] as number) + 1
  const classes = new Uint8Array(256)
  const known = [...counts.keys()].filter((byte) => (counts[byte] as number) > 0)
  known.sort((one, other) => (counts[other] as number) - (counts[one] as number))
  for (const [place, byte] of known.entries()) classes[byte] = place + 1
  return { classes, width: known.length + 1 }
}

function inRows(
  { width, next, own }: Trie,
  order: readonly number[],
): Pick<Automaton, 'table' | 'ends' | 'words'> {
  const inside = own.filter((words) => words.length === 0).length
  let ends = 1
  while (ends < inside * width) ends *= 2
  const words: (readonly number[])[] = []
  let others = 0
  const rows = new Int32Array(own.length)
  // The states that are read most lie together, too: those near the beginning of words.
  for (const state of [0, ...order]) {
    const ending = own[state] as readonly number[]
    rows[state] = ending.length > 0 ? ends + (words.push(ending) - 1) * width : others++ * width
  }
  // Between the states of both kinds lies memory that is never touched.
  const table = new Int32Array(ends + words.length * width)
  for (const [state, row] of rows.entries())
    for (let index = 0; index < width; index++)
      table[row + index] = rows[next[state * width + index] as number] as number
  return { table, ends, words }
}
