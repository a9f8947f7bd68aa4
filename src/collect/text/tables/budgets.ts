import { disruptionBudgets } from '../../../model/facts/kubernetes.ts'
import { age, type Format } from './form.ts'

/** NAMESPACE NAME MIN-AVAILABLE MAX-UNAVAILABLE ALLOWED-DISRUPTIONS AGE, with or without its header (kubectl pkg/printers). */
const row = new RegExp(
  `^\\s*(?:([a-z0-9][a-z0-9-]{0,62})\\s+)?([a-z0-9][a-z0-9.-]{0,252})\\s+(?=.*\\bN/A\\b)(N/A|\\d{1,6}%?)\\s+(N/A|\\d{1,6}%?)\\s+(\\d{1,6})\\s+(?:${age})\\s*$`,
)

/** `kubectl get pdb`, of one or all namespaces. */
export const readBudgets: Format = ({ lines, namespace }) =>
  lines.flatMap((line, number) => {
    const found = row.exec(line)
    if (!found) return []
    const [, column, name, least = '', most = '', allowed] = found
    const record = disruptionBudgets.schema.parse({
      // A table of one namespace does not say which.
      namespace: column ?? namespace ?? '',
      name,
      disruptionsAllowed: Number(allowed),
      ...(least !== 'N/A' && { minAvailable: least }),
      ...(most !== 'N/A' && { maxUnavailable: most }),
    })
    return [{ kind: disruptionBudgets.kind, record, lines: [number, number + 1] as const }]
  })
