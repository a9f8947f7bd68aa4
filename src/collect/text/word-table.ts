/**
 * Places in literals, by a hash of the bytes that stand there. One bit tells for nearly every hash
 * that nothing has it.
 */
export class WordTable {
  /** A bit for each hash of 20 bits. */
  readonly bits = new Int32Array(2 ** (hashBits - 5))
  /** The first entry of each bucket, and each entry's next, literal and place in the literal. */
  readonly firsts = new Int32Array(2 ** bucketBits).fill(-1)
  readonly nexts: number[] = []
  readonly ids: number[] = []
  readonly leads: number[] = []

  /** @param lead how many bytes of the literal stand before the hashed ones */
  add(hash: number, id: number, lead: number): void {
    const bucket = hash >>> (hashBits - bucketBits)
    this.bits[hash >>> 5] = (this.bits[hash >>> 5] as number) | (1 << (hash & 31))
    this.nexts.push(this.firsts[bucket] as number)
    this.ids.push(id)
    this.leads.push(lead)
    this.firsts[bucket] = this.ids.length - 1
  }

  get isEmpty(): boolean {
    return this.ids.length === 0
  }
}

export const hashBits = 20
const bucketBits = 16

/** 2^32 divided by the golden ratio spreads words that differ little (Knuth, vol. 3, 6.4). */
const multiplier = 0x9e3779b1 | 0
/** Another odd number, so that two words do not hash as the same two in the other order. */
const secondMultiplier = 0x85ebca77 | 0

export function hashOfWord(word: number): number {
  return Math.imul(word, multiplier) >>> (32 - hashBits)
}

export function hashOfTwo(word: number, next: number): number {
  return (Math.imul(word, multiplier) ^ Math.imul(next, secondMultiplier)) >>> (32 - hashBits)
}
