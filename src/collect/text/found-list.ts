/** Literals found in bytes, by where they begin. Valid until the next search. */
export interface FoundLiterals {
  readonly count: number
  /** Where each begins, and where it ends. */
  readonly begins: Int32Array
  readonly ends: Int32Array
  /** Place of each in the list that the finder was made of. */
  readonly ids: Int32Array
}

/** A list that is filled again and again, kept in the order of beginnings. */
export class FoundList implements FoundLiterals {
  count = 0
  begins = new Int32Array(256)
  ends = new Int32Array(256)
  ids = new Int32Array(256)

  add(begin: number, end: number, id: number): void {
    if (this.count === this.ids.length) this.#grow()
    let place = this.count
    // Nearly in order already: a word may belong to two literals, or lie before its literal.
    for (; place > 0 && (this.begins[place - 1] as number) > begin; place--) {
      this.begins[place] = this.begins[place - 1] as number
      this.ends[place] = this.ends[place - 1] as number
      this.ids[place] = this.ids[place - 1] as number
    }
    this.begins[place] = begin
    this.ends[place] = end
    this.ids[place] = id
    this.count += 1
  }

  /** Counts all positions from elsewhere. */
  shift(by: number): void {
    for (let place = 0; place < this.count; place++) {
      this.begins[place] = (this.begins[place] as number) + by
      this.ends[place] = (this.ends[place] as number) + by
    }
  }

  #grow(): void {
    this.begins = doubled(this.begins)
    this.ends = doubled(this.ends)
    this.ids = doubled(this.ids)
  }
}

function doubled(list: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(list.length * 2)
  longer.set(list)
  return longer
}
