import { longhornVolumes } from '#src/model/facts/longhorn.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const volume = (robustness: string) => ({ name: 'pvc-1', robustness, conditions: [] })

testPattern(pattern, {
  finds: [
    { name: 'an event', evidence: [log(read('events-v1.6.txt'))], confidence: 'suspected' },
    { name: 'a table', evidence: [log(read('table-v1.12.txt'))] },
    {
      name: 'the object itself',
      evidence: [facts(longhornVolumes, [volume('faulted')])],
      confidence: 'confirmed',
      subject: 'volume/pvc-1',
    },
  ],
  staysQuiet: [
    {
      name: 'a volume that was faulted and salvaged',
      rival: 'benign-transient-or-false-alert',
      evidence: [
        log(
          'Faulted volume pvc-1 became faulted\nAutoSalvaged Replica pvc-1-r-1 will be automatically salvaged',
        ),
      ],
    },
    {
      name: 'an event of before, a healthy volume now',
      evidence: [log(read('events-v1.6.txt')), facts(longhornVolumes, [volume('healthy')])],
    },
    { name: 'a detached volume', evidence: [facts(longhornVolumes, [volume('unknown')])] },
    {
      name: 'another thing that is degraded',
      evidence: [log('level=warn msg="performance degraded"')],
    },
  ],
  cannotTell: [{ name: 'nothing of volumes', silent: true, evidence: [log('level=info')] }],
})
