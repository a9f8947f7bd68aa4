import { certificateEnd } from '#src/model/certificate-end.ts'
import type { Certificates } from '#src/model/certificates.ts'
import { table } from './layout.ts'
import type { View } from './view.ts'

/** A line for each node with what ends first there; with --all, for each certificate. */
export function renderCertificates({ nodes }: Certificates, { all, paint, columns }: View): string {
  if (nodes.length === 0) return 'No node was asked: bramble.yaml names none.\nnext: bramble init\n'
  const rows = nodes.flatMap(({ node, certificates, reason }) => {
    if (certificates.length === 0) return [[node, 'not known', paint.faint(reason ?? '')]]
    const shown = all ? certificates : certificates.slice(0, 1)
    return shown.map(({ path, notAfter, daysLeft }) => [
      node,
      certificateEnd(daysLeft),
      paint.faint(notAfter.slice(0, 10)),
      path.split('/').at(-1) ?? path,
    ])
  })
  return `${table(rows, { columns }).join('\n')}\n`
}
