import type { LogOrigin } from '../../model/evidence.ts'
import type { LineQuery } from '../../model/line.ts'

/** Programs that are K3s or parts of it, as journals name them. */
const k3sPrograms =
  /^(?:k3s|k3s-agent|k3s-server|rke2|rke2-server|rke2-agent|kubelet|kubeadm|kube-\S+|containerd|etcd|k3d-\S+)$/

/** Texts whose lines are all of one origin, whatever program's name stands in them. */
const ofOneOrigin: ReadonlySet<LogOrigin> = new Set(['events', 'pods', 'longhorn'])

/**
 * Where a line comes from: its program knows better than the text it stands in, because a journal
 * holds kernel lines too.
 */
export function originOf(program: string | undefined, text: LogOrigin): LogOrigin {
  if (program === undefined || ofOneOrigin.has(text)) return text
  if (program === 'kernel') return 'kernel'
  if (k3sPrograms.test(program)) return 'k3s'
  // `journalctl -u k3s` holds systemd's lines about that unit: they belong to its story.
  if (text === 'k3s') return 'k3s'
  return 'system'
}

/** Whether a query wants lines of this origin. An unknown origin always passes. */
export function wants(query: LineQuery, origin: LogOrigin): boolean {
  return query.origins === undefined || origin === 'unknown' || query.origins.includes(origin)
}
