import type { Autopsy, Testimony } from '#src/model/autopsy.ts'
import type { Observation } from '#src/model/evidence.ts'
import { factsOf } from '#src/model/evidence-index.ts'
import { journalStorage } from '#src/model/facts/node.ts'
import type { Scene } from './scene.ts'

/** What outlives a journal that is kept in memory, by its witness. */
const remainders: Readonly<Record<string, string>> = {
  'power-chip': 'the power chip',
  'reset-register': 'the reset register',
  'crash-records': 'pstore',
  'file-systems': 'the next start’s log',
  'login-records': 'login records',
  'others-stopped': 'the other nodes',
  mains: 'the battery supply',
}

/** Evidence that is gone, what speaks in its place, and the step that keeps it next time. */
export function lostEvidence(
  scene: Scene,
  testimonies: readonly Testimony[],
  { evidence }: Pick<Observation, 'evidence'>,
): Autopsy['lost'] {
  const { node, question } = scene
  if (question !== 'end') return []
  const storage = factsOf(scene.index, journalStorage).find((one) => one.node === node)
  if (storage?.persistent === false)
    return [
      {
        what: `the journal of that boot: ${node} keeps its journal in memory`,
        remains: remainsOf(scene, testimonies),
        keep: 'Write `[Journal]` and `Storage=persistent` into /etc/systemd/journald.conf.d/90-persistent.conf, then `systemctl restart systemd-journald`: `bramble explain journal-is-persistent`.',
      },
    ]
  const log = evidence.find((one) => one.node === node && one.id.endsWith('/log/previous-boot'))
  if (log === undefined || log.outcome === 'answered') return []
  return [
    {
      what: `the journal of that boot: ${log.reason ?? log.outcome}`,
      remains: remainsOf(scene, testimonies),
      keep:
        log.outcome === 'no-permission'
          ? 'Let Bramble’s user read the journal: `usermod -aG systemd-journal USER`.'
          : 'Give the journal more room: `SystemMaxUse=200M` in /etc/systemd/journald.conf.d/90-persistent.conf.',
    },
  ]
}

function remainsOf({ sightings }: Scene, testimonies: readonly Testimony[]): string {
  const left = [
    ...new Set(testimonies.flatMap(({ witness }) => remainders[witness] ?? [])),
    ...(sightings.length > 0 ? ['what the API noted'] : []),
  ]
  return left.length > 0 ? left.join(', ') : 'nothing'
}
