import type { LogLine } from '#src/model/line.ts'

/** Programs of the cluster, as the journal names them. */
const clusterProgram =
  /^(?:k3s(?:-\w+)?|kube\w*(?:-[\w-]+)?|etcd|kine|containerd|crictl|rke2|metrics-server|longhorn[\w-]*|coredns|kernel|systemd)$/
/**
 * Ports of K3s and Kubernetes (https://docs.k3s.io/installation/requirements#networking,
 * https://kubernetes.io/docs/reference/networking/ports-and-protocols/), its files, the words that
 * only its programs have, and what it speaks to: webhooks, and registries of the house.
 */
const ofCluster =
  /:(?:6443|6444|9345|2379|2380|10250|10257|10259)\b|\/(?:var\/lib|etc)\/rancher\/|\bkube(?:ctl|let|-\w+|config)\b|\bk3s\b|\betcd\b|Unable to (?:connect to the server|authenticate the request)|\b(?:Client|Server)Auth\b|\.crt\b|\.conf\s|\bsystem:|\bx509\b.*\bSN=\d|\.svc\b|cluster\.local|calling webhook|\/v2\/|\bpull|containerd|TLS handshake error|active client certificate/i
/** What OpenSSL, Python, Node and Java programs say; K3s and all that it carries are written in Go. */
const notGo =
  /\bcurl: \(|ertificate has expired(?! or is)|SSL(?:_\w+|:| certificate| alert| routines|HandshakeException|Error)|CERT_HAS_EXPIRED|certificate verify failed|CertificateExpiredException|ERR_CERT_DATE_INVALID/
const url = /\b(?:https|wss|imaps|smtps|ldaps):\/\/(?<address>[\w.-]+(?::\d{1,5})?)/
const dialled = /\bdial tcp (?<address>[\w.-]+:\d{1,5})/

/**
 * Whose certificate was refused: one that K3s lives by, or one of an application or of who it
 * speaks to. Go's bare words are taken for the cluster's, which is written in it.
 */
export function isOfCluster({ text, program }: LogLine): boolean {
  if (ofCluster.test(text)) return true
  if (program !== undefined) return clusterProgram.test(program)
  return !notGo.test(text) && addressIn(text) === undefined
}

/** `HOST:PORT` that the line names; 443 where it names none. */
export function addressIn(text: string): string | undefined {
  const address = (url.exec(text) ?? dialled.exec(text))?.groups?.['address']
  if (address === undefined) return undefined
  return address.includes(':') ? address : `${address}:443`
}
