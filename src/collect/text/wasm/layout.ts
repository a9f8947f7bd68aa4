/** Where things lie in the memory of the compiled code: read by it and by whoever calls it. */

/** Stretches of a text that are searched side by side. */
export const lanes = 8
/** The longest stretch, in bytes. */
export const laneBytes = 8192
/** What the search notes where a word ends: its position in the stretch, and the state. */
export const eventBytes = 8

const classBytes = 4
const stateBytes = 4

/** Memory of the search: each part begins where the one before it ends. */
export const search = (() => {
  const states = 0
  const eventEnds = states + lanes * stateBytes
  const classes = 1024
  const text = classes + 256 * classBytes
  const events = text + lanes * laneBytes
  const table = events + lanes * laneBytes * eventBytes
  return { states, eventEnds, classes, text, events, table }
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
