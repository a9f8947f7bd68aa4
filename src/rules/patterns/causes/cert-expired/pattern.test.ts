import { apiHealth, events } from '#src/model/facts/kubernetes.ts'
import { certificates, timeSync } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

// The observation of these tests is taken at 2026-03-01T12:00:00Z.
const read = (name: string) => fixture(import.meta.url, name)
const refused = (clock: string, side: string, bound: string) =>
  `x509: certificate has expired or is not yet valid: current time ${clock} is ${side} ${bound}`
const ended = refused('2026-02-20T08:00:00Z', 'after', '2026-02-19T22:10:00Z')

testPattern(pattern, {
  finds: [
    {
      name: 'kubectl that is refused, and nodes that are older than a year',
      evidence: [
        log(
          'error: You must be logged in to the server (Unauthorized)\nNAME   STATUS   ROLES    AGE     VERSION\nfell   Ready    master   2y48d   v1.21.1+k3s1',
        ),
      ],
      confidence: 'suspected',
    },
    ...[
      '"The currently active client certificate has expired and the server is responsive, exiting."',
      'KubeletServerCertificateExpiration Server certificate for Kubelet on node pi02 expires in 3d',
    ].map((text) => ({
      name: `the kubelet's own: ${text.slice(0, 50)}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
    {
      name: 'a line that is cut within the end of the certificate',
      evidence: [
        log(
          'x509: certificate has expired or is not yet valid: current time 2026-02-28T15:55:27Z is after 2026-02',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a registry of the house, whose certificate has ended',
      evidence: [
        log(
          'failed to do request: Head "https://reg.lan:5000/v2/a/manifests/1": x509: certificate has expired or is not yet valid: current time 2026-02-20T08:00:00Z is after 2026-02-19T22:10:00Z',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a public registry beside an end of our own',
      evidence: [
        log(
          `Head "https://ghcr.io/v2/a/manifests/1": x509: certificate has expired\nUnable to authenticate the request: ${ended}`,
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'what a server of 1.33 says',
      evidence: [log(read('k3s-v1.33.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'the same without times, as 1.18 says it',
      evidence: [log(read('k3s-v1.18.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'an end in the past on a node whose clock is kept',
      evidence: [log(ended, { node: 'pi01' }), facts(timeSync, [{ synchronized: true }], 'pi01')],
      confidence: 'confirmed',
      subject: 'node/pi01',
    },
    {
      name: 'a certificate file whose end lies behind',
      evidence: [
        facts(
          certificates,
          [
            {
              path: '/var/lib/rancher/k3s/server/tls/client-admin.crt',
              notAfter: '2026-02-01T00:00:00Z',
            },
          ],
          'pi01',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: "our own client's refusal",
      evidence: [
        facts(apiHealth, [
          {
            address: '10.0.0.1:6443',
            ready: false,
            milliseconds: 20,
            failedChecks: [],
            errorCode: 'CERT_HAS_EXPIRED',
          },
        ]),
      ],
    },
    {
      name: "K3s's own check, as text and as a table",
      evidence: [
        log(
          'time="2026-02-20T08:00:00Z" level=error msg="client-admin.crt: certificate system:admin (ClientAuth) expired at 2026-02-01T08:00:00Z"\nclient-admin.crt   system:admin   ClientAuth   Feb 01, 2026 08:00 UTC   2 weeks   EXPIRED',
        ),
      ],
    },
    {
      name: "kubeadm's table",
      evidence: [
        log('admin.conf    Feb 14, 2023 16:44 UTC   <invalid>       ca                      no'),
      ],
    },
    { name: 'the alert of TLS', evidence: [log('remote error: tls: expired certificate')] },
    {
      name: 'curl at the API of the cluster',
      evidence: [
        log(
          'curl -v https://10.0.0.11:6443/healthz\ncurl: (60) SSL certificate problem: certificate has expired, https://10.0.0.11:6443/healthz',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: "an application's end beside one of the cluster",
      evidence: [
        log(
          `Feb 20 08:00:00 pi01 nginx[812]: SSL_do_handshake() failed (certificate has expired)\nFeb 20 08:00:01 pi01 k3s[733]: ${ended}`,
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a webhook whose certificate has ended',
      evidence: [
        log(
          `Internal error occurred: failed calling webhook "validator.longhorn.io": failed to call webhook: Post "https://longhorn-admission-webhook.longhorn-system.svc:9502/v1": ${ended}`,
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the warning before the end',
      evidence: [
        facts(events, [
          { reason: 'CertificateExpirationWarning', message: 'Node certificates require renewal' },
        ]),
      ],
      confidence: 'suspected',
    },
  ],
  staysQuiet: [
    {
      name: 'a pod that is refused: its token is no certificate',
      evidence: [log('failed to list *v1.Service: Unauthorized', { origin: 'pods' })],
    },
    {
      name: 'nodes that are older than a year, and nobody who is refused',
      evidence: [log('fell   Ready    master   2y48d   v1.21.1+k3s1')],
    },
    {
      name: 'a certificate that has not begun',
      rival: 'clock-skew',
      evidence: [log(refused('2026-01-01T00:00:00Z', 'before', '2026-02-19T22:10:00Z'))],
    },
    {
      name: 'an end by a clock that is ahead of the observation',
      rival: 'clock-skew',
      evidence: [log(refused('2026-11-20T08:00:00Z', 'after', '2026-10-19T22:10:00Z'))],
    },
    {
      name: 'an end by a clock that was measured wrong',
      rival: 'clock-skew',
      evidence: [
        log(ended, { node: 'pi01' }),
        facts(timeSync, [{ offsetSeconds: 9_000_000, uncertaintySeconds: 1 }], 'pi01'),
      ],
    },
    {
      name: 'another authority',
      rival: 'cert-not-trusted',
      evidence: [
        log('tls: failed to verify certificate: x509: certificate signed by unknown authority'),
      ],
    },
    {
      name: 'certificates that end next year',
      evidence: [facts(certificates, [{ path: 'a.crt', notAfter: '2027-01-01T00:00:00Z' }])],
    },
  ],
  cannotTell: [
    ...[
      '"Unable to register node with API server" err="Unauthorized" node="pi02"',
      '"Error updating node status, will retry" err="error getting node \\"pi02\\": Unauthorized"',
      '"Failed to update lock optimistically" err="Unauthorized" lock="kube-system/k3s"',
      '"Failed to watch" err="failed to list *v1.Service: Unauthorized" type="*v1.Service"',
    ].map((text) => ({
      name: `a node that is refused and does not hear why: ${text.slice(0, 40)}`,
      evidence: [log(`Mar 01 11:40:00 pi02 k3s[700]: E0301 11:40:00.1     700 a.go:1] ${text}`)],
    })),
    {
      name: 'kubectl that is refused, and nodes of a few weeks',
      evidence: [
        log(
          'error: You must be logged in to the server (Unauthorized)\nNAME   STATUS   ROLES    AGE   VERSION\nfell   Ready    master   48d   v1.21.1+k3s1',
        ),
      ],
    },
    {
      name: 'a kubelet that looks for the file of its first join',
      evidence: [
        log(
          'failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory',
        ),
      ],
    },
    {
      name: 'the words of curl, and not whom it asked',
      evidence: [log('curl: (60) SSL certificate problem: certificate has expired')],
    },
    {
      name: 'a web server whose upstream has an ended certificate',
      evidence: [
        log(
          'Feb 20 08:00:00 pi01 nginx[812]: 812#812: *7 upstream SSL certificate verify error: (10:certificate has expired) while SSL handshaking to upstream',
        ),
      ],
    },
    {
      name: 'a Go program that asks a server of its own',
      evidence: [
        log(`Get "https://photos.lan:8443/api": tls: failed to verify certificate: ${ended}`),
      ],
    },
    {
      name: 'a Node program',
      evidence: [log("Error: certificate has expired\n  code: 'CERT_HAS_EXPIRED'")],
    },
    {
      name: 'a public registry whose certificate seems to have ended',
      evidence: [
        log(
          'Failed to pull image "docker.io/library/busybox:1.36": failed to do request: Head "https://registry-1.docker.io/v2/library/busybox/manifests/1.36": x509: certificate has expired or is not yet valid',
        ),
      ],
    },
    {
      name: 'a kubectl that is refused',
      evidence: [log('error: You must be logged in to the server (Unauthorized)')],
    },
    {
      name: 'an end that lies years back',
      evidence: [log(refused('2026-02-20T08:00:00Z', 'after', '2022-02-19T22:10:00Z'))],
    },
  ],
})
