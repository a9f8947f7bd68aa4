import { nodeIdentity } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const missing = 'driver name driver.longhorn.io not found in the list of registered CSI drivers'

testPattern(pattern, {
  finds: [
    {
      name: 'an image that came without its secret',
      evidence: [
        log(
          'Warning FailedToRetrieveImagePullSecret Unable to retrieve some image pull secrets (harbor); attempting to pull the image may not succeed.\nNormal Pulled Container image "shop/web:1" already present on machine',
        ),
      ],
    },
    {
      name: 'one failed run among good ones',
      evidence: [
        log(
          'backup-28412340-7xk2p   0/1   Completed   0   3h\nbackup-28412400-qm4zz   0/1   Error       0   2h\nbackup-28412460-bq2mx   0/1   Completed   0   1h',
        ),
      ],
    },
    { name: 'a node that came back with its volumes', evidence: [log(read('after-reboot.txt'))] },
    { name: 'the first seconds of a deployment', evidence: [log(read('fresh-deployment.txt'))] },
    { name: 'an alert about what K3s does not have', evidence: [log(read('alerts.txt'))] },
    {
      name: 'pods that an orderly shutdown put away',
      evidence: [log('Message: Pod was terminated in response to imminent node shutdown.')],
    },
    {
      name: 'a kubelet that met its pods anew',
      evidence: [
        log(
          'MountVolume.SetUp failed for volume "kube-api-access-x" : object "default"/"kube-root-ca.crt" not registered',
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'an image that does not come without its secret',
      rival: 'image-unusable',
      evidence: [
        log(
          'Warning FailedToRetrieveImagePullSecret Unable to retrieve some image pull secrets (harbor); attempting to pull the image may not succeed.\nError: ErrImagePull',
        ),
      ],
    },
    {
      name: 'runs that all fail',
      evidence: [
        log(
          'backup-28412400-qm4zz   0/1   Error   0   2h\nbackup-28412460-bq2mx   0/1   Error   0   1h',
        ),
      ],
    },
    {
      name: 'a driver that is missing, and nothing that came back',
      rival: 'longhorn-csi-driver-not-registered',
      evidence: [log(missing)],
    },
    {
      name: 'an engine that died without any restart',
      rival: 'longhorn-engine-lost-replicas',
      evidence: [log('Engine of volume pvc-9 dead unexpectedly, reattach the volume')],
    },
    {
      name: 'a file system that turned read-only beside it',
      rival: 'longhorn-engine-lost-replicas',
      evidence: [
        log(read('after-reboot.txt')),
        log('EXT4-fs (sdb): Remounting filesystem read-only'),
      ],
    },
    {
      name: 'a program that crashes again and again',
      rival: 'app-fault',
      evidence: [
        log(read('fresh-deployment.txt')),
        log('web-1   0/1   CrashLoopBackOff   9 (2m ago)'),
      ],
    },
    {
      name: 'a manager that ends over a refused write',
      rival: 'known-version-bug',
      evidence: [
        log(
          'level=fatal msg="Error starting manager: Operation cannot be fulfilled on settings.longhorn.io: the object has been modified; please apply your changes to the latest version"',
        ),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a driver that is missing minutes after a boot',
      evidence: [
        log(missing),
        facts(nodeIdentity, [{ hostname: 'pi01', uptimeSeconds: 90 }], 'pi01'),
      ],
    },
  ],
})
