import { LineCounter, parseDocument } from 'yaml'
import type { Configuration } from '#src/model/config.ts'
import type { InitNode } from '#src/model/init.ts'
import { placeOf } from '../configuration/place.ts'

interface Difference {
  readonly place: string
  readonly message: string
}

/** Where a bramble.yaml that is there says something else than was found, and on which line. */
export function differencesFrom(
  configuration: Configuration,
  nodes: readonly InitNode[],
  file: { readonly name: string; readonly text: string },
): Difference[] {
  const lines = new LineCounter()
  const document = parseDocument(file.text, { lineCounter: lines })
  const at = (...path: string[]) => {
    const { line, column } = placeOf(document, lines, { path, atKey: false })
    return `${file.name}:${line}:${column}`
  }
  return nodes.flatMap(({ name, address, role, roleFrom }) => {
    const written = configuration.nodes[name]
    const fields = `{ address: ${address}, role: ${role} }`
    if (!written)
      return [{ place: at('nodes'), message: `${name} is not in it; found ${name}: ${fields}` }]
    const found: Difference[] = []
    if (written.address !== address)
      found.push({
        place: at('nodes', name, 'address'),
        message: `${name} has the address ${written.address}; found ${address}`,
      })
    if (written.role !== role && (roleFrom === 'api' || roleFrom === 'node'))
      found.push({
        place: at('nodes', name, 'role'),
        message: `${name} has the role ${written.role}; found ${role}`,
      })
    return found
  })
}
