import {
  keptByBramble,
  type NodeFilePath,
  nodeFileList,
  persistentJournal,
} from '#src/model/node-files.ts'
import { swapsToCard } from '#src/rules/board-hardware.ts'
import type { NodeFile } from '#src/steps/up/node-file.ts'
import type { Listener } from '#src/steps/up/write-node-files.ts'
import type { Board } from './board.ts'

export interface Kept {
  readonly file: NodeFile
  /** What has to hear of it. */
  readonly tells: Listener | undefined
}

/** What Bramble keeps on a board whichever part it plays: small drop-ins, each for one reason. */
export function boardFiles(board: Board, hasLonghorn: boolean): readonly Kept[] {
  const { isOnSdCard, isRaspberryPi, preparation, hardware } = board
  return [
    kept('/usr/local/lib/bramble/files.txt', keptByBramble + nodeFileList(), undefined),
    kept('/etc/systemd/journald.conf.d/90-persistent.conf', persistentJournal, 'journald'),
    kept('/etc/sysctl.d/90-bramble.conf', limits, 'sysctl'),
    // On a slow card a watchdog resets a healthy board (nix-community/srvos#523).
    ...(isRaspberryPi && !isOnSdCard
      ? [kept('/etc/systemd/system.conf.d/90-bramble-watchdog.conf', watchdog, 'systemd')]
      : []),
    ...(isRaspberryPi && swapsToCard(hardware, isOnSdCard)
      ? [kept('/etc/rpi/swap.conf.d/90-bramble.conf', swap, undefined)]
      : []),
    ...(hasLonghorn ? [kept('/etc/modules-load.d/90-bramble.conf', modules, 'modules')] : []),
    ...(hasLonghorn && preparation.programs.includes('multipathd')
      ? [kept('/etc/multipath/conf.d/90-bramble.conf', multipath, 'multipath')]
      : []),
  ]
}

function kept(path: NodeFilePath, text: string, tells: Kept['tells']): Kept {
  return { file: { path, mode: '0644', text }, tells }
}

const limits = `${keptByBramble}# Each container's log and each mounted ConfigMap is watched: 128 watchers are soon used up.
fs.inotify.max_user_instances = 1024
fs.inotify.max_user_watches = 524288
# "-": without the module it is no error, and kube-proxy raises it further.
-net.netfilter.nf_conntrack_max = 131072
`

const watchdog = `${keptByBramble}# The board's own watchdog counts to 15 s at most (systemd/systemd#27427).
[Manager]
RuntimeWatchdogSec=10s
`

/** swap.conf(5) of rpi-swap. `auto` means zram+file, whose file lies on the card. */
const swap = `${keptByBramble}# Swap in compressed memory alone: what K3s's pods wait for would not come from a card in time.
[Main]
Mechanism=zram
`

const modules = `${keptByBramble}# Longhorn's volumes come over iSCSI.
iscsi_tcp
`

/** longhorn.io's knowledge base, troubleshooting-volume-with-multipath. */
const multipath = `${keptByBramble}# multipathd takes Longhorn's devices for disks of its own, and then nothing can mount them.
blacklist {
    devnode "^sd[a-z0-9]+"
}
`
