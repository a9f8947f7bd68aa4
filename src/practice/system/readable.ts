/**
 * The same script as the interpreter understands it: it takes `NAME=` among the patterns of a
 * `case` for an assignment, knows `[^0-9]` and not `[!0-9]` there, and sees no quotation marks in
 * brackets behind a backslash; of two kinds there it can be told one, the more common. Under `set -e`
 * it ends where the condition of an `until` is not true yet.
 */
export function readable(script: string): string {
  return script
    .replaceAll(/\|([A-Za-z_]\w*)=(?=[^\s|)]*[|)])/g, '|$1\\=')
    .replaceAll(/(\*|\||\bin |;;\s*|^\s*)\[!/gm, '$1[^')
    .replaceAll('[\\"\\\']', `['"']`)
    .replaceAll(/\buntil (\[ [^;\n]+ \]); do\b/g, 'while ! $1; do')
}
