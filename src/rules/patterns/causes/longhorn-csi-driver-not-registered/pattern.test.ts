import { csiNodes, persistentVolumes, pods } from '#src/model/facts/kubernetes.ts'
import { nodeIdentity } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const plugin = (nodeName: string, ready: boolean) => ({
  namespace: 'longhorn-system',
  name: `longhorn-csi-plugin-${nodeName}`,
  nodeName,
  phase: 'Running',
  ready,
  containers: [],
})
const waiting = (claim: string) => ({
  namespace: 'default',
  name: 'notes-0',
  nodeName: 'pi09',
  phase: 'Pending',
  ready: false,
  claims: [claim],
  containers: [],
})
const volumes = facts(persistentVolumes, [
  { name: 'pvc-1', driver: 'driver.longhorn.io', claimNamespace: 'default', claimName: 'notes' },
  { name: 'pvc-2', localPath: '/x', claimNamespace: 'default', claimName: 'cache' },
])
const drivers = (node: string, ...drivers: string[]) => ({ node, drivers })

testPattern(pattern, {
  finds: [
    {
      name: 'a mount that the kubelet does not find',
      evidence: [
        log(
          'MountVolume.SetUp failed for volume "pvc-4d" : applyFSGroup failed for vol pvc-4d: lstat /var/lib/kubelet/pods/8c-1/volumes/kubernetes.io~csi/pvc-4d/mount: no such file or directory',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a deployer that asks for the root, as somebody wrote it down',
      evidence: [
        log(
          'longhorn-driver-deployer is in CrashLoopBackOff, it says\nNeed to specify `--kubelet-root-dir`',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'values that name another root than the pods lie below',
      evidence: [
        log(
          'csi:\n  kubeletRootDir: /var/lib/k0s/kubelet\n\nmount | grep pods\ntmpfs on /var/lib/kubelet/pods/77-a1/volumes/kubernetes.io~projected/kube-api-access-x2 type tmpfs',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a kubelet that refused the driver',
      evidence: [
        log(
          'I0301 11:59:00.1 1 main.go:121] "Received NotifyRegistrationStatus call" status="&RegistrationStatus{PluginRegistered:false,Error:plugin registration failed with err: timed out waiting for the condition,}"',
          { origin: 'longhorn' },
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a node without the number that a driver gives it, up to 1.16',
      evidence: [
        log(
          'AttachVolume.Attach failed for volume "pvc-7a" : node "pi03" has no NodeID annotation',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a deployer of the first versions that does not find the kubelet',
      evidence: [
        log(
          'Failed to get arg root-dir: Cannot get kubelet root dir, no related proc for root-dir detection, error out',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a node without any plugin on which a pod waits for a volume',
      evidence: [
        facts(csiNodes, [drivers('pi01', 'driver.longhorn.io'), drivers('pi09')]),
        facts(pods, [waiting('notes')]),
        volumes,
      ],
      confidence: 'confirmed',
      subject: 'node/pi09',
    },
    {
      name: 'the words of kubelet and attach controller',
      evidence: [log(read('events-v1.33.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'a kubelet directory that nobody found',
      evidence: [log(read('deployer-v1.1.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'one plugin that does not start, in a table',
      evidence: [log(read('pods-v1.6.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'a node without the driver, its plugin not ready',
      evidence: [
        facts(csiNodes, [drivers('pi01', 'driver.longhorn.io'), drivers('pi02')]),
        facts(pods, [plugin('pi01', true), plugin('pi02', false)]),
        facts(nodeIdentity, [{ hostname: 'pi02', uptimeSeconds: 90_000 }], 'pi02'),
      ],
      confidence: 'confirmed',
      subject: 'node/pi02',
    },
    {
      name: 'a provisioner that finds no driver on the node',
      confidence: 'suspected',
      evidence: [
        log(
          'ProvisioningFailed failed to provision volume with StorageClass "longhorn": error generating accessibility requirements: no topology key found on CSINode den-2',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'a node whose runtime shares no mounts',
      confidence: 'suspected',
      evidence: [
        log(
          'level=fatal msg="Error deploying driver: CSI cannot be deployed because MountPropagation is not set: Node den-2 is not support mount propagation"',
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: "another vendor's socket",
      evidence: [
        log(
          'dial unix /var/lib/kubelet/plugins/nfs.csi.k8s.io/csi.sock: connect: connection refused',
        ),
      ],
    },
    {
      name: 'the driver is missing for a moment, in notes',
      rival: 'benign-transient-or-false-alert',
      evidence: [
        log(
          'early boot: driver name driver.longhorn.io not found in the list of registered CSI drivers\nI0102 plugin registered successfully: driver.longhorn.io',
        ),
      ],
    },
    {
      name: 'values that name the root where the pods lie',
      evidence: [
        log(
          'csi:\n  kubeletRootDir: /var/lib/kubelet\n\nmount | grep pods\ntmpfs on /var/lib/kubelet/pods/77-a1/volumes/kubernetes.io~projected/kube-api-access-x2 type tmpfs',
        ),
      ],
    },
    {
      name: 'the folder of logs below another root',
      evidence: [
        log(
          'csi:\n  kubeletRootDir: /var/lib/kubelet\n\ntail /var/log/pods/default_web-1/web/0.log',
        ),
      ],
    },
    {
      name: 'the flag of a driver that was deployed with it',
      evidence: [
        log(
          'longhorn-csi-plugin --kubelet-root-dir=/var/lib/kubelet\nlonghorn-driver-deployer-5c   1/1   Running   0   9d',
        ),
      ],
    },
    {
      name: "another vendor's driver that was refused",
      evidence: [
        log(
          'Received NotifyRegistrationStatus call: &RegistrationStatus{PluginRegistered:false,Error:plugin registration failed with err: rpc error}',
        ),
      ],
    },
    {
      name: 'a node without Longhorn on which a pod waits for a local volume',
      evidence: [
        facts(csiNodes, [drivers('pi01', 'driver.longhorn.io'), drivers('pi09')]),
        facts(pods, [waiting('cache')]),
        volumes,
      ],
    },
    {
      name: 'volumes that came back after a restart of the node',
      rival: 'benign-transient-or-false-alert',
      evidence: [
        log(read('events-v1.33.txt')),
        log('Warning AutoSalvaged volume/pvc-1 Replica pvc-1-r-2 will be automatically salvaged'),
      ],
    },
    {
      name: 'a driver that registered itself afterwards',
      rival: 'benign-transient-or-false-alert',
      evidence: [
        log(
          `${read('events-v1.33.txt')}I1122 12:00:41.000000    1234 csi_plugin.go:119] kubernetes.io/csi: Register new plugin with name: driver.longhorn.io at endpoint: /var/lib/kubelet/plugins/driver.longhorn.io/csi.sock`,
        ),
      ],
    },
    {
      name: 'old events of a node that has the driver now',
      evidence: [
        log(read('events-v1.33.txt')),
        facts(csiNodes, [drivers('pi01', 'driver.longhorn.io')]),
      ],
    },
    {
      name: 'a node that takes no part in the storage',
      evidence: [facts(csiNodes, [drivers('pi01', 'driver.longhorn.io'), drivers('pi09')])],
    },
    {
      name: 'an environment check that failed',
      rival: 'longhorn-iscsi-unusable',
      evidence: [
        log(
          'level=error msg="Failed environment check, please make sure you have iscsiadm/open-iscsi installed on the host"',
        ),
      ],
    },
    {
      name: "another vendor's class",
      evidence: [
        log(
          'ProvisioningFailed failed to provision volume with StorageClass "fast": error generating accessibility requirements: no topology key found on CSINode den-2',
          { origin: 'events' },
        ),
      ],
    },
  ],
  cannotTell: [
    {
      name: "another vendor's driver, whose name is no domain",
      evidence: [
        log(
          'MountVolume.MountDevice failed for volume "pvc-05" : driver name csi-lvmplugin not found in the list of registered CSI drivers',
        ),
      ],
    },
    {
      name: "another vendor's driver",
      evidence: [log('driver name nfs.csi.k8s.io not found in the list of registered CSI drivers')],
    },
    {
      name: 'a list of nodes that only counts their drivers',
      evidence: [log('NAME   DRIVERS   AGE\npi01   1         90d\npi02   0         90d')],
    },
    {
      name: 'a socket with nobody behind it',
      evidence: [
        log(
          'MountVolume.MountDevice failed for volume "pvc-5c" : rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /var/lib/kubelet/plugins/driver.longhorn.io/csi.sock: connect: connection refused"',
        ),
      ],
    },
    {
      name: 'a sidecar whose plugin went away',
      evidence: [
        log('E0203 04:05:06.100 1 connection.go:142] "Lost connection to CSI driver, exiting"'),
      ],
    },
    {
      name: 'a registrar of today that waits for its plugin and gives up',
      evidence: [
        log(
          'I0703 07:11:20.100001 1 connection.go:253] "Still connecting" address="unix:///csi/csi.sock"\nE0703 07:11:40.100001 1 main.go:176] "Error connecting to CSI driver" err="context deadline exceeded"',
          { origin: 'pods' },
        ),
      ],
    },
    {
      name: 'a sidecar that waits for its plugin',
      evidence: [
        log('W0301 11:58:02.104 1 connection.go:233] Still connecting to unix:///csi/csi.sock'),
      ],
    },
    {
      name: 'a claim that waits for its volume',
      evidence: [
        log(
          "Waiting for a volume to be created either by the external provisioner 'driver.longhorn.io' or manually by the system administrator.",
        ),
      ],
    },
    {
      name: 'the driver was missing soon after the boot, in notes',
      evidence: [
        log(
          '90 sec after boot: driver name driver.longhorn.io not found in the list of registered CSI drivers',
        ),
      ],
    },
    {
      name: 'a plugin that does not reach the manager',
      evidence: [
        log(
          'level=fatal msg="Error starting CSI manager: Failed to initialize Longhorn API client: Get \\"http://longhorn-backend:9500/v1\\": dial tcp 10.43.7.9:9500: i/o timeout"',
        ),
      ],
    },
    {
      name: 'a pod on a node without Longhorn',
      evidence: [
        log(
          'AttachVolume.Attach failed for volume "pvc-70" : rpc error: code = NotFound desc = node.longhorn.io "desk" not found',
        ),
      ],
    },
    {
      name: 'a request to attach that nobody answered',
      evidence: [
        log(
          'AttachVolume.Attach failed for volume "pvc-70" : timed out waiting for external-attacher of driver.longhorn.io CSI driver to attach volume pvc-70',
        ),
      ],
    },
    {
      name: 'a node that has just started',
      evidence: [
        facts(csiNodes, [drivers('pi01', 'driver.longhorn.io'), drivers('pi02')]),
        facts(pods, [plugin('pi02', false)]),
        facts(nodeIdentity, [{ hostname: 'pi02', uptimeSeconds: 120 }], 'pi02'),
      ],
    },
    {
      name: 'the words right after a start, and no pod to look at',
      evidence: [
        log(`Normal  Starting  3m  kubelet  Starting kubelet.\n${read('events-v1.33.txt')}`),
      ],
    },
  ],
})
