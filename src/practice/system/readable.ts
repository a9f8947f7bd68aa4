/** The interpreter takes `NAME=` among the patterns of a `case` for an assignment. */
export function readable(script: string): string {
  return script.replaceAll(/\|([A-Za-z_]\w*)=(?=[^\s|)]*[|)])/g, '|$1\\=')
}
