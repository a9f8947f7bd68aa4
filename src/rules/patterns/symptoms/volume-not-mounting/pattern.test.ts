import { volumeAttachments } from '#src/model/facts/kubernetes.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const attachment = (more: object) => ({
  name: 'csi-77',
  attacher: 'driver.longhorn.io',
  nodeName: 'pi01',
  attached: false,
  ...more,
})

testPattern(pattern, {
  finds: [
    {
      name: 'an event of the kubelet',
      evidence: [log(read('events-v1.33.txt'))],
      confidence: 'suspected',
    },
    {
      name: "Longhorn's words",
      evidence: [log(read('attach-v1.12.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'an attachment with an error',
      evidence: [
        facts(volumeAttachments, [attachment({ attachError: 'rpc error: code = Aborted' })]),
      ],
      confidence: 'confirmed',
    },
  ],
  staysQuiet: [
    {
      name: 'a mount that works',
      evidence: [log('AttachVolume.Attach succeeded for volume "pvc-2f"')],
    },
    {
      name: 'a cache that fills in the first seconds',
      rival: 'benign-transient-or-false-alert',
      evidence: [
        log(
          'FailedMount MountVolume.SetUp failed for volume "c" : failed to sync secret cache: timed out waiting for the condition',
        ),
      ],
    },
    {
      name: 'an attachment with an old error that is attached now',
      evidence: [facts(volumeAttachments, [attachment({ attached: true, attachError: 'old' })])],
    },
  ],
  cannotTell: [{ name: 'nothing of volumes', silent: true, evidence: [log('level=info')] }],
})
