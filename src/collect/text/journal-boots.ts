const newline = 0x0a
const bootField = Buffer.from('"_BOOT_ID"')

/** Boot id of the record at `position`; undefined where it names none. */
export function bootIdAt(bytes: Buffer, position: number): string | undefined {
  const at = bytes.indexOf(bootField, position)
  if (at < 0) return undefined
  return /^"_BOOT_ID" ?: ?"([0-9a-f]{32})"/.exec(bytes.toString('latin1', at, at + 60))?.[1]
}

/** Beginning of the first record between `from` and `to` that is of another boot than `known`. */
export function firstOtherBoot(
  bytes: Buffer,
  { from, to, known }: { from: number; to: number; known: string },
): number {
  let low = from
  let high = to
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    const start = bytes.lastIndexOf(newline, middle) + 1
    const record = start <= low ? nextLine(bytes, low) : start
    if (record >= high) break
    if (bootIdAt(bytes, record) === known) low = record
    else high = record
  }
  return high
}

function nextLine(bytes: Buffer, position: number): number {
  const at = bytes.indexOf(newline, position)
  return at < 0 ? bytes.length : at + 1
}
