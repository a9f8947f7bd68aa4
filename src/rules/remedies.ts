/**
 * What cures a finding: a goal that Bramble can plan, or a runbook for a person. A pattern names
 * one of these ids; a test proves that none is missing.
 */
export interface Remedy {
  readonly kind: 'goal' | 'runbook' | 'none'
  /** What to do, in one imperative sentence. */
  readonly does: string
}

export const remedies: Readonly<Record<string, Remedy>> = {
  none: { kind: 'none', does: 'Nothing is to be done.' },
  'move-datastore': { kind: 'runbook', does: 'Move the datastore to an SSD or NVMe drive.' },
  'relieve-server': {
    kind: 'runbook',
    does: 'Take load off the server, or give it more memory and CPU.',
  },
  'restore-server-path': {
    kind: 'runbook',
    does: 'Make the server reachable at the address that the agent uses.',
  },
  'free-memory': {
    kind: 'runbook',
    does: 'Reserve memory for the system and limit what runs on the node.',
  },
  'raise-memory-limit': {
    kind: 'runbook',
    does: "Raise the container's memory limit, or find what eats it.",
  },
  'replace-supply': {
    kind: 'runbook',
    does: 'Use a supply that holds 5 V under load, or take load off the board.',
  },
  'find-power-loss': {
    kind: 'runbook',
    does: 'Find what took the power away: plug, PoE port, supply or mains.',
  },
  'settle-nvme-link': {
    kind: 'runbook',
    does: 'Set the PCIe link to its certified speed and switch deep power saving off.',
  },
  'replace-boot-disk': {
    kind: 'runbook',
    does: 'Replace the SD card or disk, then join the node again.',
  },
  'restart-csi-plugin': { kind: 'goal', does: "Restart Longhorn's CSI plugin on that node." },
  replicas: { kind: 'goal', does: 'Set the number of replicas to what the nodes can hold.' },
  'release-attachment': {
    kind: 'runbook',
    does: 'Let the pod that holds the volume end, then the other can have it.',
  },
  certificates: { kind: 'goal', does: 'Rotate the certificates and restart K3s, servers first.' },
  'set-clock': {
    kind: 'runbook',
    does: 'Let the clock be set by NTP, then restart K3s on the node.',
  },
  'free-disk': { kind: 'runbook', does: 'Free space on the disk under the node.' },
  'enable-memory-cgroup': {
    kind: 'runbook',
    does: 'Add cgroup_enable=memory to the one line of cmdline.txt and reboot.',
  },
  'find-k3s-exit': {
    kind: 'runbook',
    does: 'Read the last lines before K3s exits and remove the cause that they name.',
  },
  'restore-api': {
    kind: 'runbook',
    does: 'Bring the API server back: read its failed checks and its journal.',
  },
}
