/** How the first line of every file says that Bramble keeps it. */
export const keptByBramble = '# Kept by Bramble. What is changed here by hand is changed back.\n'

/** /etc/systemd/journald.conf.d/90-persistent.conf: Raspberry Pi OS keeps its journal in memory. */
export const persistentJournal = `${keptByBramble}[Journal]
Storage=persistent
SystemMaxUse=200M
`

/** Every file on a node that Bramble writes, and what it is for. */
export const nodeFiles = {
  '/usr/local/lib/bramble/files.txt': 'this list',
  '/etc/systemd/journald.conf.d/90-persistent.conf': 'a journal that survives a reboot',
  '/etc/systemd/system.conf.d/90-bramble-watchdog.conf': 'a board that hangs starts anew',
  '/etc/sysctl.d/90-bramble.conf': 'limits that pods run into on a small node',
  '/etc/modules-load.d/90-bramble.conf': 'kernel modules of Longhorn, loaded at each boot',
  '/etc/rpi/swap.conf.d/90-bramble.conf': 'swap in memory alone, not on an SD card',
  '/etc/multipath/conf.d/90-bramble.conf': 'multipathd leaves Longhorn’s devices alone',
  '/etc/rancher/k3s/config.yaml': 'what K3s is told of this node',
  '/etc/rancher/k3s/config.yaml.d/10-bramble-join.yaml': 'which server K3s joins',
  '/etc/rancher/k3s/registries.yaml': 'where images come from',
  '/var/lib/rancher/k3s/agent/etc/kubelet.conf.d/50-bramble.conf': 'the order of a shutdown',
  '/var/lib/rancher/k3s/server/manifests/bramble-longhorn.yaml': 'Longhorn',
  '/var/lib/rancher/k3s/server/manifests/bramble-monitoring.yaml': 'Prometheus and Grafana',
  '/var/lib/rancher/k3s/server/manifests/bramble-dashboard.yaml': 'a dashboard for Grafana',
} as const
export type NodeFilePath = keyof typeof nodeFiles

/** What else Bramble leaves on a node, and is not kept in line by it. */
const otherFiles: Readonly<Record<string, string>> = {
  '/usr/local/bin/k3s': 'K3s itself, as it was brought',
  '/usr/local/lib/bramble/install-k3s.sh': 'K3s’s installer; it also writes K3s’s unit',
  '/var/lib/rancher/k3s/agent/images/k3s-airgap-images-*': 'images for a node without the internet',
  '/boot/firmware/cmdline.txt': 'words for the kernel are added to its one line',
  '/boot/firmware/config.txt': 'a line against EEE is added, where it loses packets',
  '/etc/sudoers.d/bramble': 'what may be read as root; only where you put it there',
  'FILE.before-bramble': 'a file as it was before Bramble wrote it; for undo',
  '/etc/systemd/system/bramble-resume.service':
    'goes on with a run after a boot of its own node; gone once it has',
  '/etc/systemd/system/multi-user.target.wants/bramble-resume.service':
    'that unit’s link; gone with it',
  '/run/bramble/lock': 'who changes this node now; gone at a reboot',
  '/var/lib/rancher/k3s/server/db/bramble-backup': 'a backup on its way; gone when it is done',
  '/var/lib/rancher/k3s/server/bramble-restore': 'a backup on its way back; gone when it is there',
  '/var/lib/rancher/k3s/server/before-restore-*':
    'the SQLite datastore, token and certificates that a restored one took the place of',
  '/var/lib/rancher/k3s/server/db/.bramble-write-test':
    'synced writes that are measured, there or in the next folder above; gone when they are',
  '/var/tmp/bramble-*': 'a file on its way; gone when it has arrived',
}

/** Every file that Bramble writes on nodes, and what for. */
export function nodeFileLines(): readonly (readonly [path: string, reason: string])[] {
  return Object.entries({ ...nodeFiles, ...otherFiles })
}

/** The same as a text, for the nodes themselves. */
export function nodeFileList(): string {
  const width = Math.max(...nodeFileLines().map(([{ length }]) => length))
  return nodeFileLines()
    .map(([path, reason]) => `${path.padEnd(width)}  ${reason}\n`)
    .join('')
}
