import { pods, volumeAttachments } from '#src/model/facts/kubernetes.ts'
import { facts, fixture, log, takenAt, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const attachment = (more: object) => ({
  name: 'csi-77',
  attacher: 'driver.longhorn.io',
  nodeName: 'pi01',
  attached: false,
  ...more,
})

/** What the attach controller says of a pod whose volume is still on another node. */
const multiAttach = log(
  '2026-03-01T11:59:30Z Warning FailedAttachVolume pod/photos-5d8f-x2x Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node and can\'t be attached to another',
)
const pod = (secondsOld: number, more: object = {}, name = 'photos-5d8f-x2x') =>
  facts(pods, [
    {
      namespace: 'default',
      name,
      phase: 'Pending',
      ready: false,
      createdAt: new Date(Date.parse(takenAt) - secondsOld * 1000).toISOString(),
      containers: [],
      ...more,
    },
  ])

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
      name: 'a pod that waits for longer than a volume needs to move',
      evidence: [multiAttach, pod(130)],
      confidence: 'suspected',
    },
    {
      name: 'a pod that was moved and does not come up, although it is not new',
      evidence: [multiAttach, pod(30, { phase: 'Running' })],
      confidence: 'suspected',
    },
    {
      name: 'a second line of a pod that waits for long, beside one of a new pod',
      evidence: [
        multiAttach,
        log('Warning FailedMount pod/cellar-0 MountVolume.MountDevice failed for volume "pvc-2"'),
        facts(pods, [
          {
            namespace: 'default',
            name: 'cellar-0',
            phase: 'Pending',
            createdAt: '2026-03-01T10:00:00.000Z',
            containers: [],
          },
        ]),
        pod(30),
      ],
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
      name: 'the words of a drain that has ended: the pod works by now',
      rival: 'benign-transient-or-false-alert',
      evidence: [multiAttach, pod(40, { phase: 'Running', ready: true })],
    },
    {
      name: 'the words of a pod that is no more',
      evidence: [multiAttach, pod(900, { ready: true }, 'photos-5d8f-x2x7')],
    },
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
  cannotTell: [
    {
      name: 'a pod that waits for less time than a volume needs to move',
      evidence: [multiAttach, pod(30)],
    },
    { name: 'nothing of volumes', silent: true, evidence: [log('level=info')] },
  ],
})
