import { fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    ...[
      '[FATAL]  Configured cacerts checksum (0a11) does not match given --ca-checksum (9f02)',
      'level=fatal msg="Configured cacerts checksum 0a11 does not match given --ca-checksum 9f02"',
    ].map((text) => ({
      name: `a sum that is not the authority's, as the installers of Rancher say it: ${text.slice(0, 50)}`,
      evidence: [log(text)],
      confidence: 'confirmed' as const,
    })),
    {
      name: 'a folder of certificates that holds files of two clusters',
      evidence: [
        log('level=fatal msg="preparing server: tls: private key does not match public key"'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'files of an authority that the datastore does not hold, as v1.22 says it',
      evidence: [
        log(
          'level=fatal msg="/var/lib/rancher/k3s/server/tls/server-ca.crt newer than datastore and could cause cluster outage. Remove the file from disk and restart to be recreated from datastore."',
        ),
      ],
      confidence: 'confirmed',
    },
    { name: 'an early K3s', evidence: [log(read('k3s-v0.6.txt'))], confidence: 'confirmed' },
    { name: 'an agent of 1.32', evidence: [log(read('k3s-v1.32.txt'))], confidence: 'confirmed' },
    {
      name: 'a kubectl with an old kubeconfig',
      evidence: [
        log('Unable to connect to the server: x509: certificate signed by unknown authority'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'an address that the certificate does not name',
      evidence: [
        log(
          'level=error msg="Failed to connect to proxy. Empty dialer response" error="x509: certificate is valid for 10.43.0.1, 127.0.0.1, 10.2.0.4, not 10.2.0.7"',
        ),
      ],
    },
    {
      name: 'files that are newer than the datastore',
      evidence: [
        log(
          'level=fatal msg="/var/lib/rancher/k3s/server/tls/client-ca.crt newer than datastore and could cause a cluster outage. Remove the file(s) from disk and restart to be recreated from datastore."',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: "a registry of one's own",
      evidence: [
        log(
          'Failed to pull image "reg.lan/a:1": failed to resolve reference: Head "https://reg.lan/v2/a/manifests/1": tls: failed to verify certificate: x509: certificate signed by unknown authority',
        ),
      ],
      confidence: 'suspected',
    },
  ],
  staysQuiet: [
    ...[
      '"Unable to authenticate the request" err="[invalid bearer token, service account token has expired]"',
      '"Unable to authenticate the request" err="[invalid bearer token, oidc: verify token: oidc: id token issued by a different provider]"',
    ].map((text) => ({
      name: `a token that ran out, or of a login service: ${text.slice(0, 50)}`,
      evidence: [log(text)],
    })),
    {
      name: "the files of an application's own page",
      evidence: [
        log('unable to load the certificate: tls: private key does not match public key', {
          origin: 'pods',
        }),
      ],
    },
    {
      name: 'another file than a certificate that is newer than the datastore',
      rival: 'k3s-configuration-invalid',
      evidence: [
        log(
          'level=fatal msg="/var/lib/rancher/k3s/server/cred/passwd newer than datastore and could cause a cluster outage."',
        ),
      ],
    },
    {
      name: 'a network function and a device that are not trusted',
      evidence: [
        log(
          'i40e 0000:01:00.0: VF is not trusted, switch the VF to trusted to add more VLAN addresses\nice 0000:01:00.0: VF-5 is not trusted, switch the VF to trusted mode',
        ),
      ],
    },
    {
      name: 'a server that did not show its certificate in time',
      rival: 'server-unreachable-from-agent',
      evidence: [
        log(
          'level=info msg="Waiting to retrieve agent configuration; server is not ready: CA cert validation failed: Get \\"https://127.0.0.1:6444/cacerts\\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"',
        ),
      ],
    },
    {
      name: 'a kubelet that is called at an address it had before',
      rival: 'host-address-or-route-conflict',
      evidence: [
        log(
          'Get "https://10.7.0.20:10250/containerLogs/default/web-0/web": x509: certificate is valid for 127.0.0.1, 10.7.0.31, not 10.7.0.20',
        ),
      ],
    },
    {
      name: 'files that are newer, and none of them a certificate',
      evidence: [
        log(
          'level=fatal msg="/var/lib/rancher/k3s/server/cred/passwd newer than datastore and could cause a cluster outage. Remove the file(s) from disk and restart to be recreated from datastore."',
        ),
      ],
    },
    {
      name: 'dates that do not fit, and a line that is cut before them',
      rival: 'clock-skew',
      evidence: [
        log(
          'level=error msg="CA cert validation failed: Get \\"https://127.0.0.1:6443/cacerts\\": x509: certificate has expired or is not yet valid: cur>',
        ),
      ],
    },
    {
      name: 'what each start says of the own authority',
      evidence: [
        log(
          'level=warning msg="Cluster CA certificate is not trusted by the host CA bundle, but the token does not include a CA hash. Use the full token from the server\'s node-token file to enable Cluster CA validation."',
        ),
      ],
    },
    {
      name: 'a certificate that has ended',
      rival: 'cert-expired',
      evidence: [
        log(
          'x509: certificate has expired or is not yet valid: current time 2026-02-20T08:00:00Z is after 2026-02-19T22:10:00Z',
        ),
      ],
    },
    {
      name: 'a token of another cluster',
      rival: 'join-credentials-mismatch',
      evidence: [log('token CA hash does not match the Cluster CA certificate hash: ab != cd')],
    },
  ],
  cannotTell: [
    {
      name: 'a token of another key',
      evidence: [
        log(
          'E0301 11:58:02.104 912 authentication.go:73] "Unable to authenticate the request" err="[invalid bearer token, square/go-jose: error in cryptographic primitive]"',
        ),
      ],
    },
    {
      name: 'an alert of somebody',
      evidence: [
        log('http: TLS handshake error from 10.42.0.9:51122: remote error: tls: bad certificate'),
      ],
    },
  ],
})
