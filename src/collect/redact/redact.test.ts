import { randomBytes, randomInt } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { base64, k3sToken, leaks, password, type Shape, shapes } from '#test/support/secrets.ts'
import { createRedactor, redactText } from './redact.ts'

function inPieces(text: string, ...cuts: readonly number[]): string {
  const redactor = createRedactor()
  let output = ''
  let from = 0
  for (const cut of [...cuts, text.length]) {
    output += redactor.write(text.slice(from, cut))
    from = cut
  }
  return output + redactor.end()
}

describe('secrets', () => {
  for (const { name, secrets, text } of shapes())
    test(name, () => {
      expect(leaks(secrets, text), 'the text holds no secret').not.toEqual([])
      const { text: output, redacted } = redactText(text)
      expect(leaks(secrets, output)).toEqual([])
      expect(redacted).toBeGreaterThan(0)
      expect(output).toContain('[redacted: ')
      expect(redactText(output), 'a second time changes something').toEqual({
        text: output,
        redacted: 0,
      })
    })

  test('the search for leaks sees a leak', () => {
    const secret = password()
    // The signs around it are none that a password holds: it may not go on by chance.
    expect(leaks([secret], `|${secret.slice(3, 15)}|`)).toEqual(['3 of 20'])
    expect(leaks([secret], `|${base64(secret)}|`)).not.toEqual([])
    expect(leaks([secret], secret.slice(0, 11))).toEqual([])
  })
})

/** Each line broken after so many columns, as a terminal shows it and a mouse copies it. */
function wrapped(text: string, columns: number): string {
  return text.replace(new RegExp(`[^\\r\\n]{${columns}}(?=[^\\r\\n])`, 'g'), '$&\n')
}

/** What a break leaves of a secret: pieces of it that still stand in one line. */
describe('lines that a terminal broke', () => {
  const leaksWhenWrapped = ({ name, secrets, text }: Shape, columns: number): string[] => {
    const broken = wrapped(text, columns)
    if (broken === text) return []
    const output = redactText(broken).text
    // A break parts a leak too: what comes out is looked at with and without its line ends.
    const all = [...leaks(secrets, output), ...leaks(secrets, output.replace(/\n/g, ''))]
    return all.length > 0 ? [`${name} at ${columns}: ${all.length}`] : []
  }

  test('after any width from 30 to 140 columns', () => {
    const widths = Array.from({ length: 111 }, (_, place) => 30 + place)
    const leaked = shapes().flatMap((one) =>
      widths.flatMap((width) => leaksWhenWrapped(one, width)),
    )
    expect(leaked).toEqual([])
  })

  // The last characters of base64 may read like a variable: `VFU="}`.
  for (const [name, around] of [
    ['JSON', (s: string) => `{"apiVersion":"v1","data":{"a":"${s}"},"kind":"Secret"}`],
    ['one of two fields', (s: string) => `{"kind":"Secret","data":{"a":"${s}","b":""}}`],
    [
      'pretty JSON',
      (s: string) => `"data": {\n        "a": "${s}"\n    },\n    "kind": "Secret"\n`,
    ],
    ['JSON in JSON', (s: string) => JSON.stringify({ x: `{"kind":"Secret","data":{"a":"${s}"}}` })],
    ['docker', (s: string) => `{"auths":{"registry.example":{"auth":"${s}"}}}`],
    ['YAML', (s: string) => `  password: "${s}"\n  user: x\n`],
    ['an environment', (s: string) => `DOCKER_AUTH_PASSWORD=${s}\n`],
  ] as const)
    test(`just before the last characters of base64 in ${name}`, () => {
      for (let before = 0; before <= 5; before++) {
        const secret = base64(`${password()}${password().slice(1)}TU`)
        const text = around(secret)
        const line = text.split('\n').find((one) => one.includes(secret)) ?? ''
        const columns = line.indexOf(secret) + secret.length - before
        expect(leaksWhenWrapped({ name, secrets: [secret], text }, columns)).toEqual([])
      }
    })

  test('so that the rest of a Secret is as wide as its beginning', () => {
    const secret = base64(`${password()}${password()}`)
    const text = `data:\n  whatever: ${secret}\nkind: Secret\n`
    const columns = ('  whatever: '.length + secret.length) / 2
    expect(leaksWhenWrapped({ name: 'Secret', secrets: [secret], text }, columns)).toEqual([])
    expect(redactText(wrapped(text, columns)).text).toContain('kind: Secret')
  })

  test('before a name in capitals, with its value behind', () => {
    const secret = password()
    const output = redactText(`Environment="FOO=1" "MQTT_PASS\nWORD=${secret}"`).text
    expect(leaks([secret], output)).toEqual([])
  })

  test('a token with a message behind it', () => {
    const secret = k3sToken()
    const text = `token ${secret}: connection refused`
    const leaked = Array.from({ length: 12 }, (_, place) =>
      leaksWhenWrapped({ name: 'token', secrets: [secret], text }, 80 + place),
    )
    expect(leaked.flat()).toEqual([])
  })

  test('a wide line does not take the next one with it', () => {
    for (const next of [
      'K3S_URL=https://10.0.0.11:6443',
      'name: pi02',
      'LOG_LEVEL=debug2 # as before',
      '  - pi01',
      '$ ls -l',
    ])
      expect(redactText(`K3S_TOKEN=${password()}${password()}\n${next}\n`).text).toBe(
        `K3S_TOKEN=[redacted: token]\n${next}\n`,
      )
  })
})

describe('pieces', () => {
  test('nothing comes out of a secret that a border parts, wherever it lies', () => {
    for (const { name, secrets, text } of shapes()) {
      const whole = redactText(text).text
      const step = Math.max(1, Math.floor(text.length / 40))
      for (let cut = 0; cut <= text.length; cut += step)
        expect(inPieces(text, cut), `${name} at ${cut}`).toBe(whole)
      expect(inPieces(text, ...Array.from({ length: text.length }, (_, at) => at)), name).toBe(
        whole,
      )
      expect(leaks(secrets, whole), name).toEqual([])
    }
  })

  test('a secret is found wherever the blocks of a long text part it', () => {
    // Blocks are cut by length, so a moving secret meets each border at each of its characters.
    const filler = 'Nov 24 02:00:00 pi01 systemd[1]: Started Session 12 of User pi.\n'
    const lead = filler.repeat(Math.ceil((130 * 1024) / filler.length))
    for (const { name, secrets, text } of shapes()) {
      const half = Math.floor(text.length / 2)
      for (const shift of [half, randomInt(text.length), text.length + randomInt(200)]) {
        const before = lead.slice(0, 128 * 1024 - shift)
        const cutAtLine = before.slice(0, before.lastIndexOf('\n') + 1)
        // Filled up by one line, so that the secret stands exactly at the border.
        const start = `${cutAtLine}${'-'.repeat(before.length - cutAtLine.length)}\n`
        const output = redactText(`${start}${text}\n${lead.slice(0, 17_000)}`).text
        const same = start.slice(0, -1)
        expect(output.startsWith(same), name).toBe(true)
        const rest = output.slice(same.length)
        expect(leaks(secrets, rest), `${name}, ${shift} before the border`).toEqual([])
      }
    }
  })
})

/** Lines that must stay as they are: what they name is no secret. */
const innocent = [
  "Node password rejected, duplicate hostname or contents of '/etc/rancher/node/password' may not match server node-passwd entry",
  'token CA hash does not match the Cluster CA certificate hash: aaaa != bbbb',
  'level=fatal msg="starting kubernetes: preparing server: bootstrap data already found and encrypted with different token"',
  'level=fatal msg="--token is required"',
  'flag --token or --token-file must be given; --password is ignored',
  'MountVolume.SetUp failed for volume "backup" : secret "longhorn-backup" not found',
  'Couldn\'t get secret longhorn-system/longhorn-backup-target: secret "x" not found',
  'E1124 02:00:04.123456     812 secret.go:189] Couldn\'t get secret default/tls: object "default"/"tls" not registered',
  'I1124 02:00:04.1 812 x.go:1] "Rotating" secret="kube-system/pi01.node-password.k3s" key="kube-system/x"',
  'pi01.node-password.k3s                Opaque                 1      212d',
  'longhorn-backup   Opaque   4   12d',
  '  secretName: longhorn-grpc-tls',
  '      secretKeyRef:\n        key: password\n        name: grafana',
  '    - name: GF_SECURITY_ADMIN_PASSWORD\n      valueFrom:\n        secretKeyRef:\n          key: admin-password\n          name: grafana',
  'imagePullSecrets:\n- name: regcred',
  'backup-target-credential-secret  longhorn-backup',
  'automountServiceAccountToken: true',
  '      - serviceAccountToken:\n          expirationSeconds: 3607\n          path: token',
  '--service-account-signing-key-file=/var/lib/rancher/k3s/server/tls/service.current.key --token-auth-file=/etc/x',
  '--tls-private-key-file=/var/lib/rancher/k3s/agent/serving-kubelet.key --kubelet-client-key=/var/lib/rancher/k3s/server/tls/client-kube-apiserver.key',
  'K3S_TOKEN_FILE=/var/lib/rancher/k3s/server/node-token',
  'K3S_TOKEN=$TOKEN K3S_URL=https://10.0.0.11:6443 PASSWORD=${PASSWORD}',
  'token: ""\npassword: null\ncommunity: { env: SNMP_COMMUNITY }',
  'Data\n====\ntoken:      886 bytes\nca.crt:     570 bytes',
  '> Authorization: Bearer <masked>',
  'Unable to authenticate the request" err="[invalid bearer token, service account token has expired]"',
  'error: failed to retrieve token: Post "https://127.0.0.1:6444/x": net/http: TLS handshake timeout',
  'pod "coredns-7b98449c4-x2x4t" UID "0c5b8a3e-1f6d-4c1b-9f6e-2a9e5d7b1c34" volume pvc-bb8582d5-eaa4-479a-b4bf-328d1ef1785d',
  'docker.io/rancher/mirrored-pause@sha256:74c4244427b7312c5b901fe0f67cbc53683d06f4f24c6faee65d4182bf0fa893',
  'containerd://e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'boot id: 6a3e7f0c4d1b4a8e9c5d2b7f8e1a0c3d',
  'worker.17a2b3c4d5e6f708 node01.18c2b3c4d5e6f708 event names',
  'openssl.configurationfile abcdef.internationalize some.example.org',
  'server https://10.0.0.11:6443 http://pi01:8080/x@y wss://10.0.0.11:6443/v1-k3s/connect',
  'etcd key: /registry/secrets/kube-system/x; sort key: name; public key: abc',
  '[Peer]\nPublicKey = AAAAB3NzaC1yc2EAAAADAQABAAABAQC7vbqajDhA\nAllowedIPs = 10.0.0.2/32',
  'kind: ConfigMap\napiVersion: v1\ndata:\n  token-ttl: 24h\n  Corefile: |\n    .:53 {\n    }\n',
  '{"apiVersion":"v1","data":{"a":"aHVudGVyMg=="},"kind":"ConfigMap"}',
  'token-ca-cert-hash sha256:74c4244427b7312c5b901fe0f67cbc53683d06f4f24c6faee65d4182bf0fa893',
  'expected "-----BEGIN RSA PRIVATE KEY-----" in /var/lib/rancher/k3s/server/tls/server-ca.key',
  'passed 12 tests, compass: north, bypass=true, keyboard: us, monkey: x, tokenize: yes',
  'kubectl get secrets -A; kubectl describe secret x; k3s token create --ttl 1h; sudo cat /etc/hosts',
  'pass: 0, fail: 2',
  'pi : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/true',
  'OLDPWD=/data/k3s\nPWD=/data',
  'continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MTIzNH0&limit=500',
  'resourceVersion: "123456" uid: 3f0c8d1e-2b7a-4f6c-9e5d-1a2b3c4d5e6f generation=3',
  'level=info msg="Waiting to retrieve agent configuration; server is not ready: Node password rejected"',
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl pi@desk',
  'mmc0: sdhci: Sys addr:  0x00000010 | Version:  0x00001002 ext4 data: ordered',
]

test('PWD is a folder only where a path stands in it, and only under its own name', () => {
  expect(redactText('PWD=Tr0ub4dor').text).not.toContain('Tr0ub4dor')
  expect(redactText('DB_PWD=/Tr0ub4dor').text).not.toContain('Tr0ub4dor')
})

describe('what stays', () => {
  for (const text of innocent)
    test(text.slice(0, 70).replace(/\n/g, ' '), () =>
      expect(redactText(text)).toEqual({ text, redacted: 0 }),
    )

  test('all of it together, in one text', () => {
    const text = innocent.join('\n\n')
    expect(redactText(text)).toEqual({ text, redacted: 0 })
  })

  test('a certificate, plain and in base64', () => {
    const certificate = `-----BEGIN CERTIFICATE-----\n${Array.from({ length: 12 }, () => randomBytes(48).toString('base64')).join('\n')}\n-----END CERTIFICATE-----\n`
    const text = `${certificate}\n    certificate-authority-data: ${base64(certificate)}\n`
    expect(redactText(text)).toEqual({ text, redacted: 0 })
  })

  test('what stands before and behind a secret', () => {
    const secret = password()
    expect(redactText(`Nov 24 pi01 k3s[1]: --token=${secret} --node-name pi02`).text).toBe(
      'Nov 24 pi01 k3s[1]: --token=[redacted: token] --node-name pi02',
    )
    expect(redactText(`K3S_TOKEN=${k3sToken()}\nk3s agent --debug\n`).text).toBe(
      'K3S_TOKEN=[redacted: token]\nk3s agent --debug\n',
    )
    expect(redactText(`{"token":"${secret}","node":"pi02"}`).text).toBe(
      '{"token":"[redacted: token]","node":"pi02"}',
    )
  })
})

describe('secrets longer than what is in memory', () => {
  const long = (characters: number) =>
    randomBytes(Math.ceil((characters * 3) / 4)).toString('base64')
  const behind = '\nkind: Pod\n'

  for (const [name, around] of [
    ['a key in a kubeconfig', (s: string) => `client-key-data: ${s}`],
    ['a password in JSON', (s: string) => `{"password":"${s}"}`],
    ['a flag', (s: string) => `k3s server --token ${s} --debug`],
    ['an environment', (s: string) => `K3S_TOKEN=${s}`],
    ['a Secret', (s: string) => `kind: Secret\ndata:\n  a: ${s}\n  b: ${s}`],
    [
      'a Secret in lines',
      // The last, shorter line is indented like the others, or it would be no part of the block.
      (s: string) => `stringData:\n  a: |\n${s.replace(/(.{1,64})/g, '    $1\n')}`,
    ],
    ['a Secret in JSON', (s: string) => `{"kind":"Secret","data":{"a":"${s}","b":"${s}"}}`],
    [
      'a private key',
      (s: string) => `-----BEGIN RSA PRIVATE KEY-----\n${s.replace(/(.{64})/g, '$1\n')}`,
    ],
  ] as const)
    test(name, () => {
      const secret = long(700_000)
      const output = redactText(`before\n${around(secret)}${behind}`).text
      const pieces = Array.from({ length: 5000 }, () => randomInt(secret.length - 24)).map((at) =>
        secret.slice(at, at + 12),
      )
      expect(pieces.filter((piece) => output.includes(piece))).toEqual([])
      expect(output.length).toBeLessThan(300)
      expect(output.endsWith(behind)).toBe(true)
      expect(output.startsWith('before\n')).toBe(true)
    })
})

test('text goes through as it comes: nothing is kept but a bounded rest', () => {
  const redactor = createRedactor()
  const chunk = 'x'.repeat(1024 * 1024)
  let kept = 0
  for (let round = 0; round < 12; round++) {
    kept += chunk.length
    kept -= redactor.write(chunk).length
    expect(kept).toBeLessThan(200 * 1024)
  }
  expect(redactor.end().length).toBe(kept)
})

describe('texts that are made to take long', () => {
  // A wrong search takes minutes for these: the test's own limit ends it.
  for (const piece of [
    '"data":{',
    '"data":{"a":"aaaa"',
    'data:\n  a: b\n',
    '-----BEGIN RSA PRIVATE KEY-----\n',
    '-----END RSA PRIVATE KEY-----\n',
    'token ',
    'token="',
    'a://b:c',
    'abcdef.',
    'token=\\',
    `${'QUJD'.repeat(19)}\n`,
  ])
    test(JSON.stringify(piece), () => {
      const text = piece.repeat(Math.ceil(300_000 / piece.length))
      expect(redactText(text).text.length).toBeLessThanOrEqual(text.length * 4)
    })
})
