import { type Document, isMap, isNode, isPair, isScalar, isSeq, type LineCounter } from 'yaml'

export type Path = readonly (string | number)[]

/** Where in the file a field stands: its key where `atKey`, else its value. */
export function placeOf(
  document: Document,
  lines: LineCounter,
  { path, atKey }: { readonly path: Path; readonly atKey: boolean },
): { line: number; column: number } {
  const { line, col } = lines.linePos(offsetOf(document, path, atKey))
  return { line: Math.max(line, 1), column: Math.max(col, 1) }
}

function offsetOf(document: Document, path: Path, atKey: boolean): number {
  let node: unknown = document.contents
  let offset = startOf(node) ?? 0
  for (const [depth, step] of path.entries()) {
    const found = stepInto(node, step)
    // A field that is missing has no place of its own: what should hold it is shown.
    if (!found) return offset
    const isLast = depth === path.length - 1
    const shown = isLast && atKey ? found.key : (startOf(found.value) ?? found.key)
    offset = shown ?? offset
    node = found.value
  }
  return offset
}

function stepInto(
  node: unknown,
  step: string | number,
): { key: number | undefined; value: unknown } | undefined {
  if (isSeq(node)) {
    const value = node.items[Number(step)]
    return value === undefined ? undefined : { key: startOf(value), value }
  }
  if (!isMap(node)) return undefined
  const pair = node.items.find(
    (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
  )
  return pair ? { key: startOf(pair.key), value: pair.value } : undefined
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined
}
