import { lines, pastedLines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** kubernetes-csi csi-lib-utils: a sidecar waits for the plugin beside it, and says so each half minute. */
  socketAwaited: lines([
    'Still connecting to unix://',
    '"Still connecting" address=',
    'Error connecting to CSI driver',
    'Lost connection to CSI driver, exiting',
  ]),
  /** The kubelet calls the plugin of its node: it has registered, and its socket has nobody behind it. */
  socketRefuses: lines(
    'plugins/driver.longhorn.io/csi.sock',
    /csi\.sock:? .*(?:connection refused|no such file)/,
  ),
  /** The same sidecar, as soon as the plugin answers. */
  socketAnswers: lines(['CSI driver name', 'Probing CSI driver for readiness']),
  /** `kubectl get csinodes`: how many drivers each node has, and not which. */
  driversCounted: pastedLines(['DRIVERS '], /\bNAME\s+DRIVERS\s+AGE\s*$/),
  /** The kubelet misses the driver of another vendor: its plugin has the same duties there. */
  otherDriver: lines(
    ['registered CSI drivers', 'does not contain driver'],
    /(?:driver name|contain driver) (?!driver\.longhorn\.io|io\.rancher\.longhorn|not found)(?<driver>[\w.-]+)/,
  ),
  /** The claim controller, as long as nobody has made the volume. */
  volumeAwaited: lines('Waiting for a volume to be created', /longhorn\.io/),
}

export type Questions = Read<typeof questions>

/** What is asked where nothing else was heard. */
export function ask(found: Questions): PatternOutcome {
  if (found.socketAwaited.length > 0 && found.socketAnswers.length === 0)
    return unknown(
      'a sidecar waits for its CSI plugin: the plugin is starting, or it ends before it listens',
      {
        next: 'kubectl -n longhorn-system get pods -o wide | grep csi; kubectl -n longhorn-system logs -l app=longhorn-csi-plugin -c longhorn-csi-plugin --tail=30',
      },
    )
  if (found.socketRefuses.length > 0)
    return unknown(
      'nobody listens on the socket of the CSI plugin of a node: it has just ended, or it ends again and again',
      {
        next: 'kubectl -n longhorn-system get pods -o wide | grep csi-plugin; kubectl -n longhorn-system describe pods -l app=longhorn-csi-plugin; kubectl -n longhorn-system logs -l app=longhorn-csi-plugin -c longhorn-csi-plugin --previous --tail=30',
      },
    )
  if (found.driversCounted.length > 0)
    return unknown(
      'a node with 0 drivers has no CSI plugin that the kubelet knows: none is wanted there, or it does not run or looks in another directory',
      {
        next: 'kubectl -n longhorn-system get pods -o wide | grep -E "csi-plugin|driver-deployer"; kubectl -n longhorn-system logs deploy/longhorn-driver-deployer --tail=30',
      },
    )
  const [other] = found.otherDriver
  if (other)
    return unknown(
      `the CSI driver ${other.groups['driver'] ?? ''} is not registered on a node: its plugin does not run there, is not installed, or looks in another kubelet directory`,
      {
        next: `kubectl get csinodes -o custom-columns=NODE:.metadata.name,DRIVERS:.spec.drivers[*].name; kubectl get csidrivers; kubectl get daemonsets,pods -A -o wide | grep -iE "csi|${vendorOf(other.groups['driver'])}"`,
      },
    )
  if (found.volumeAwaited.length > 0)
    return unknown(
      'a claim waits for Longhorn to make its volume: the provisioner does not run, is refused, or needs a moment',
      {
        next: 'kubectl -n longhorn-system get pods -l app=csi-provisioner; kubectl -n longhorn-system logs -l app=csi-provisioner --tail=30; kubectl describe pvc CLAIM',
      },
    )
  return noMatch
}

/** The word of a driver's name by which its pods are found: `rook-ceph` of `rook-ceph.rbd.csi.ceph.com`. */
function vendorOf(driver = ''): string {
  return driver.split('.').find((part) => !/^(?:csi|driver|org|com|io)$/.test(part)) ?? 'csi'
}
