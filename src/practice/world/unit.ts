export interface Unit {
  /** As systemd names it, without its suffix. */
  readonly name: string
  readonly description: string
  /** `activating`: K3s says that it is ready once it is let in (Type=notify). */
  state: 'active' | 'activating' | 'failed' | 'inactive'
  enabled: boolean
  /** Whether it restarts by itself after a failure. */
  readonly restarts: boolean
  restartCount: number
  result: string
  exitStatus: number
  pid: number
  /** Milliseconds since the Unix epoch, by the board's own clock; undefined before the first time. */
  activeSince: number | undefined
  inactiveSince: number | undefined
}

const descriptions: Readonly<Record<string, string>> = {
  k3s: 'Lightweight Kubernetes',
  'k3s-agent': 'Lightweight Kubernetes',
  ssh: 'OpenBSD Secure Shell server',
  iscsid: 'iSCSI initiator daemon (iscsid)',
  'systemd-timesyncd': 'Network Time Synchronization',
  'systemd-journald': 'Journal Service',
}

export function newUnit(name: string, pid: number): Unit {
  return {
    name,
    description: descriptions[name] ?? name,
    state: 'inactive',
    enabled: true,
    restarts: name.startsWith('k3s'),
    restartCount: 0,
    result: 'success',
    exitStatus: 0,
    pid,
    activeSince: undefined,
    inactiveSince: undefined,
  }
}

export function titleOf({ name, description }: Unit): string {
  return `${name}.service - ${description}`
}
