import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { bootRecords } from '#src/model/facts/restarts.ts'
import { because } from '#src/model/verdict.ts'
import { cite, defineWitness, type Statement, unclean } from '../define-witness.ts'
import type { Scene } from '../scene.ts'

type BootRecord = z.infer<typeof bootRecords.schema> & Origin

/** `last -x` notes when a shutdown begins; it lies on the disk even where the journal does not. */
export default defineWitness({
  id: 'login-records',
  reads: { bootRecords },

  look({ bootRecords }, scene): Statement[] {
    if (scene.question !== 'end') return []
    const record = recordOf(bootRecords, scene)
    if (record === undefined) return []
    if (record.ending === 'crash')
      return [
        {
          for: unclean,
          against: ['shutdown'],
          text: '`last -x` shows no shutdown between this boot and the next',
          evidence: cite([because(record, '`last -x`: no shutdown was noted')], scene),
        },
      ]
    const at = Date.parse(record.endedAt ?? '')
    return [
      {
        for: ['shutdown'],
        text: '`last -x` noted a shutdown',
        evidence: cite([because(record, 'shutdown begins', at)], scene, 'last -x'),
      },
    ]
  },
})

/** Newest first: the running boot, the one before… Only where no start is missing in between. */
function recordOf(records: readonly BootRecord[], { node, boot }: Scene): BootRecord | undefined {
  const own = records.filter((record) => record.node === node)
  const newestFirst = own.every(({ ending }, place) => (ending === 'running') === (place === 0))
  return newestFirst ? own[-boot] : undefined
}
