/** Where things lie in the memory of the compiled code: read by it and by whoever calls it. */

/** How much of a text is searched for literals at once, in bytes. */
export const stretchBytes = 65_536
/** Bytes that are hashed as one. So many positions are asked before one branch, too. */
export const gramBytes = 4
/** Bits of such a hash. */
export const hashBits = 15
/** Odd, with its bits well mixed: a product's upper bits then depend on all four bytes. */
export const hashFactor = 0x9e3779b1
/** Two hashes are compared of a piece that is long enough, and at most so many bytes of it. */
export const comparedBytes = 2 * gramBytes
/** The bytes that are compared, which of them count, and the next piece whose first hash is the same. */
export const pieceBytes = 24
/** What the search notes where a piece stands: its position in the stretch, and which. */
export const noteBytes = 8

/** Memory of the search: each part begins where the one before it ends; notes follow the pieces. */
export const search = (() => {
  const first = 0
  const second = first + 2 ** hashBits
  const chains = second + 2 ** hashBits
  const text = chains + 4 * 2 ** hashBits
  const pieces = text + stretchBytes + 2 * comparedBytes
  return { first, second, chains, text, pieces }
})()

/** How much of a text is looked through for line ends at once. */
export const blockBytes = 65_536
/** Bytes that are compared at once. */
export const vectorBytes = 16

/** Memory of the look for line ends. */
export const lineEnds = (() => {
  const text = 0
  const ends = text + blockBytes
  const odd = ends + blockBytes * 4
  return { text, ends, odd, bytes: odd + blockBytes }
})()
