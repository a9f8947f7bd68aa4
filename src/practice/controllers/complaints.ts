import type { Board } from '../world/board.ts'

/**
 * What a kubelet says while it does not get through. Words: pkg/kubelet via
 * k8s.io/component-helpers lease controller, crypto/x509 and net/http of Go.
 */
export type Blocked =
  /** Nobody answers behind K3s's load balancer. */
  | { readonly kind: 'silent' }
  /** Nobody listens there: the load balancer hangs up on its client. */
  | { readonly kind: 'refused' }
  /** The server's or its own certificate is refused. */
  | { readonly kind: 'certificate'; readonly reason: string }

export const complaintSeconds = 60

export function complain(board: Board, blocked: Blocked): void {
  const { name } = board
  const at = new Date(board.now())
  const [day = '', clock = ''] = at.toISOString().split('T')
  const stamp = `E${day.slice(5).replace('-', '')} ${clock.slice(0, 12)}000`
  const port = board.role === 'server' ? 6443 : 6444
  const url = `https://127.0.0.1:${port}/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}?timeout=10s`
  board.sayK3s(
    `${stamp}    ${board.unit(board.k3sUnit).pid} controller.go:251] "Failed to update lease" err="Put \\"${url}\\": ${wordsOf(blocked)}"`,
  )
}

function wordsOf(blocked: Blocked): string {
  switch (blocked.kind) {
    case 'silent':
      return 'net/http: TLS handshake timeout'
    case 'refused':
      return 'EOF'
    case 'certificate':
      return `tls: failed to verify certificate: x509: ${blocked.reason}`
  }
}

const outsideItsTime = 'certificate has expired or is not yet valid: current time'

/** What Go says of a certificate outside of its time, as this board's clock has it. */
export function certificateFlaw(board: Board, validFrom: number): Blocked | undefined {
  const now = board.now()
  const stamp = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`
  const reason = (word: string, limit: number) =>
    `${outsideItsTime} ${stamp(now)} is ${word} ${stamp(limit)}`
  if (now > board.certificatesEndAt)
    return { kind: 'certificate', reason: reason('after', board.certificatesEndAt) }
  if (now < validFrom) return { kind: 'certificate', reason: reason('before', validFrom) }
  return undefined
}
