import { generateKeyPairSync, randomBytes, randomInt } from 'node:crypto'

// Secrets are made anew at each run: nothing that looks like one stands in the repository, and no
// detector can know them.
const letters = 'abcdefghijklmnopqrstuvwxyz'
const digits = '0123456789'
const pick = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
const hex = (length: number): string => pick(`${digits}abcdef`, length)
/** Holds a digit, as all but one in two hundred bootstrap tokens do: see tokens.ts. */
const mixed = (length: number): string =>
  `${pick(letters, length - 2)}${pick(digits, 1)}${pick(letters, 1)}`
export const password = (): string => pick(`${letters}${letters.toUpperCase()}${digits}`, 20)

export const k3sToken = (): string => `K10${hex(64)}::server:${hex(32)}`
const nodeToken = (): string => `K10${hex(64)}::node:${hex(32)}`
const joinToken = (): string => `K10${hex(64)}::${mixed(6)}.${mixed(16)}`
const bootstrapToken = (): string => `${mixed(6)}.${mixed(16)}`
const jwt = (): string =>
  [
    Buffer.from('{"alg":"RS256","kid":"x"}').toString('base64url'),
    Buffer.from(`{"iss":"kubernetes/serviceaccount","jti":"${hex(32)}"}`).toString('base64url'),
    randomBytes(256).toString('base64url'),
  ].join('.')
const wireguardKey = (): string => randomBytes(32).toString('base64')
const awsSecret = (): string => randomBytes(30).toString('base64').replace(/[+]/g, 'A')
const elliptic = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    type: 'sec1',
    format: 'pem',
  }) as string
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const rsaKey = (): string => rsa.export({ type: 'pkcs1', format: 'pem' }) as string
const pkcs8Key = (): string => rsa.export({ type: 'pkcs8', format: 'pem' }) as string
const body = (pem: string): string[] =>
  pem.split('\n').filter((line) => !line.includes('-----') && line !== '')

export interface Shape {
  readonly name: string
  /** What must not come out: whole, and no twelve characters of it. */
  readonly secrets: readonly string[]
  readonly text: string
}

/** One text with one new secret. */
function shape(name: string, make: () => string, around: (secret: string) => string): Shape {
  const secret = make()
  return { name, secrets: [secret], text: around(secret) }
}

/** A secret in a text that is base64 as a whole: nothing of that may come out either. */
function encodedShape(
  name: string,
  make: () => string,
  plain: (secret: string) => string,
  around: (encoded: string) => string,
): Shape {
  const secret = make()
  const encoded = base64(plain(secret))
  return { name, secrets: [secret, ...(encoded.match(/.{1,64}/g) ?? [])], text: around(encoded) }
}

function keyShape(name: string, make: () => string, around: (pem: string) => string): Shape {
  const pem = make()
  return { name, secrets: body(pem), text: around(pem) }
}

const indented = (text: string, blanks: number): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => ' '.repeat(blanks) + line)
    .join('\n')

export const base64 = (text: string): string => Buffer.from(text).toString('base64')

export function shapes(): Shape[] {
  return [
    shape(
      'K3s token in a log',
      k3sToken,
      (s) => `Nov 24 02:00:01 pi01 k3s[812]: token is ${s} here`,
    ),
    shape(
      'agent token',
      nodeToken,
      (s) => `$ sudo cat /var/lib/rancher/k3s/server/node-token\n${s}\n$ `,
    ),
    shape('join token', joinToken, (s) => `K3S_TOKEN="${s}" sh -s - agent`),
    shape(
      'token flag',
      password,
      (s) => `k3s agent --server https://10.0.0.11:6443 --token ${s} --node-name pi02`,
    ),
    shape(
      'token flag with =',
      password,
      (s) => `ExecStart=/usr/local/bin/k3s server --token=${s} --cluster-init`,
    ),
    shape('token flag in a list', password, (s) => `args: ["agent", "--token", "${s}", "--debug"]`),
    shape(
      'token flag in YAML',
      password,
      (s) => `    - agent\n    - --token\n    - ${s}\n    - --debug\n`,
    ),
    shape(
      'unit with lines that go on',
      password,
      (s) => `ExecStart=/usr/local/bin/k3s \\\n    agent \\\n    '--token' \\\n    '${s}' \\\n`,
    ),
    shape(
      'K3s environment file',
      password,
      (s) => `K3S_URL=https://10.0.0.11:6443\nK3S_TOKEN=${s}\n`,
    ),
    shape(
      'K3s configuration',
      password,
      (s) => `write-kubeconfig-mode: "0644"\ntoken: ${s}\ntls-san:\n  - x\n`,
    ),
    shape('K3s agent-token', password, (s) => `agent-token: "${s}"\n`),
    shape('etcd S3', awsSecret, (s) => `etcd-s3-secret-key: ${s}\n`),
    shape(
      'service account token',
      jwt,
      (s) => `time="2026-02-17T13:00:00Z" level=debug msg="got ${s}"`,
    ),
    shape(
      'bearer header',
      jwt,
      (s) => `curl -k -H "Authorization: Bearer ${s}" https://10.0.0.11:6443`,
    ),
    shape(
      'bearer header without dots',
      password,
      (s) => `> Authorization: Bearer ${s}\n> Accept: */*`,
    ),
    shape(
      'header in JSON',
      password,
      (s) => `{"headers":{"Authorization":["Bearer ${s}"]},"status":401}`,
    ),
    shape(
      'header in Go',
      password,
      (s) => `map[Accept:[*/*] Authorization:[Bearer ${s}] User-Agent:[x]]`,
    ),
    shape(
      'basic header',
      () => base64(`admin:${password()}`),
      (s) => `Authorization: Basic ${s}`,
    ),
    shape(
      'K3s basic header',
      () => base64(`node:${password()}`),
      (s) => `authorization: basic ${s}\r\n`,
    ),
    shape('API key header', password, (s) => `X-API-KEY: ${s}`),
    shape(
      'node password header',
      () => hex(32),
      (s) => `K3s-Node-Password: ${s}`,
    ),
    shape(
      'node password file',
      () => hex(32),
      (s) => `pi@pi01:~ $ sudo cat /etc/rancher/node/password\n${s}\npi@pi01:~ $ `,
    ),
    shape('bootstrap token', bootstrapToken, (s) => `kubeadm join 10.0.0.11:6443 with ${s} now`),
    shape(
      'kubeconfig key',
      () => base64(rsaKey()),
      (s) => `    client-key-data: ${s}\n    x: y`,
    ),
    shape(
      'kubeconfig key in JSON',
      () => base64(elliptic()),
      (s) => `{"user":{"client-key-data":"${s}"}}`,
    ),
    shape(
      'kubeconfig certificate',
      () => base64(`-----BEGIN CERTIFICATE-----\n${hex(64)}`),
      (s) => `    client-certificate-data: ${s}\n`,
    ),
    shape(
      'kubeconfig token',
      password,
      (s) => `users:\n- name: default\n  user:\n    token: ${s}\n`,
    ),
    shape(
      'kubeconfig password',
      password,
      (s) => `  user:\n    username: admin\n    password: ${s}\n`,
    ),
    encodedShape(
      'kubeconfig in base64',
      password,
      (s) => `apiVersion: v1\nusers:\n- user:\n    token: ${s}\n`,
      (b) => `config: ${b}`,
    ),
    shape(
      'password with blanks',
      () => `${password()} ${password()}`,
      (s) => `password: ${s}\n`,
    ),
    shape('password argument', password, (s) => `helm install --set adminPassword=${s} x`),
    shape('password flag', password, (s) => `foo --username x --password ${s}`),
    shape(
      'password with signs',
      () => `${password()}!#%+/:;=?@^_~${password()}`,
      (s) => `mount -o username=x,password=${s}\n`,
    ),
    shape('password in single quotes', password, (s) => `export DB_PASSWORD='${s}'`),
    shape('environment', password, (s) => `GF_SECURITY_ADMIN_PASSWORD=${s}`),
    shape('environment secret', password, (s) => `OAUTH_CLIENT_SECRET=${s} FOO=1`),
    shape('environment key', password, (s) => `export AZBLOB_ACCOUNT_KEY=${s}`),
    shape('environment token', password, (s) => `declare -x GITHUB_TOKEN="${s}"`),
    shape('systemd environment', password, (s) => `Environment="FOO=1" "MQTT_PASSWORD=${s}"`),
    shape(
      'container environment',
      password,
      (s) =>
        `    env:\n    - name: MYSQL_ROOT_PASSWORD\n      value: ${s}\n    - name: X\n      value: y\n`,
    ),
    shape(
      'container environment in JSON',
      password,
      (s) => `{"env":[{"name":"DB_PASSWORD","value":"${s}"}]}`,
    ),
    shape('URL', password, (s) => `K3S_DATASTORE_ENDPOINT=postgres://k3s:${s}@10.0.0.5:5432/kine`),
    shape(
      'URL of MySQL',
      password,
      (s) => `datastore-endpoint: "mysql://root:${s}@tcp(10.0.0.5:3306)/k3s"`,
    ),
    shape('data source name', password, (s) => `dsn root:${s}@tcp(10.0.0.5:3306)/k3s`),
    shape('URL parameter', password, (s) => `GET /x?id=1&token=${s}&y=2 HTTP/1.1`),
    shape(
      'Secret in YAML',
      () => base64(password()),
      (s) => `apiVersion: v1\ndata:\n  whatever: ${s}\nkind: Secret\nmetadata:\n  name: x\n`,
    ),
    shape(
      'Secret, kind first',
      () => base64(password()),
      (s) => `apiVersion: v1\nkind: Secret\ndata:\n  a.b: ${s}\n`,
    ),
    shape(
      'Secret in a list',
      () => base64(password()),
      (s) =>
        `items:\n- apiVersion: v1\n  data:\n    z: ${s}\n  kind: Secret\n- apiVersion: v1\n  data:\n    z: plain\n  kind: ConfigMap\n`,
    ),
    shape(
      'stringData',
      password,
      (s) => `kind: Secret\nstringData:\n  whatever: |\n    ${s}\n  other: x\ntype: Opaque\n`,
    ),
    shape(
      'Secret in JSON',
      () => base64(password()),
      (s) => `{"apiVersion":"v1","data":{"whatever":"${s}"},"kind":"Secret","metadata":{}}`,
    ),
    shape(
      'Secret in pretty JSON',
      () => base64(password()),
      (s) =>
        `{\n    "apiVersion": "v1",\n    "data": {\n        "whatever": "${s}"\n    },\n    "kind": "Secret"\n}`,
    ),
    shape(
      'last applied Secret',
      () => base64(password()),
      (s) =>
        `      kubectl.kubernetes.io/last-applied-configuration: |\n        {"apiVersion":"v1","data":{"a":"${s}"},"kind":"Secret"}\n`,
    ),
    shape(
      'last applied Secret in JSON',
      () => base64(password()),
      (s) =>
        `"kubectl.kubernetes.io/last-applied-configuration": "{\\"apiVersion\\":\\"v1\\",\\"data\\":{\\"a\\":\\"${s}\\"},\\"kind\\":\\"Secret\\"}\\n"`,
    ),
    shape(
      'docker configuration',
      () => base64(`user:${password()}`),
      (s) => `{"auths":{"registry.example":{"auth":"${s}"}}}`,
    ),
    shape(
      'docker password',
      password,
      (s) => `{"auths":{"registry.example":{"username":"x","password":"${s}"}}}`,
    ),
    shape(
      'registries.yaml',
      password,
      (s) =>
        `configs:\n  "registry.example":\n    auth:\n      username: x\n      password: ${s}\n`,
    ),
    shape('AWS secret', awsSecret, (s) => `AWS_SECRET_ACCESS_KEY=${s}\n`),
    shape('AWS credentials file', awsSecret, (s) => `[default]\naws_secret_access_key = ${s}\n`),
    shape(
      'AWS key id',
      () => `AKIA${pick(letters.toUpperCase(), 16)}`,
      (s) => `using ${s} for backup`,
    ),
    shape(
      'SNMP argument',
      password,
      (s) => `snmpset -v2c -c ${s} 10.0.0.2 1.3.6.1.2.1.105.1.1.1.3.1.1 i 2`,
    ),
    shape('SNMP configuration', password, (s) => `rocommunity ${s} 10.0.0.0/24`),
    shape(
      'htpasswd',
      () => `$apr1$${pick(letters, 8)}$${pick(letters, 22)}`,
      (s) => `admin:${s}`,
    ),
    shape(
      'bcrypt',
      () => `$2y$05$${pick(letters, 53)}`,
      (s) => `admin:${s}\nother:x`,
    ),
    shape('htpasswd argument', password, (s) => `htpasswd -nb admin ${s}\n`),
    shape(
      'shadow',
      () => `$6$${pick(letters, 8)}$${pick(letters, 86)}`,
      (s) => `pi:${s}:19000:0:99999:7:::`,
    ),
    shape('WireGuard', wireguardKey, (s) => `[Interface]\nPrivateKey = ${s}\nListenPort = 51820\n`),
    shape('WireGuard preshared', wireguardKey, (s) => `PresharedKey=${s}\n`),
    shape('sshpass', password, (s) => `sshpass -p ${s} ssh pi@pi01`),
    shape('curl user', password, (s) => `curl -u admin:${s} http://10.0.0.5/`),
    shape(
      'K3s passwd file',
      () => hex(32),
      (s) => `${s},server,server,k3s:server\n`,
    ),
    shape(
      'JSON in a log',
      password,
      (s) => `{"level":"info","msg":"{\\"password\\":\\"${s}\\",\\"user\\":\\"x\\"}"}`,
    ),
    shape('logfmt', password, (s) => `level=info msg="login" password="${s}" user=x`),
    shape('Go structure', password, (s) => `config: {Host:x User:y Password:${s} Port:3306}`),
    encodedShape(
      'base64 of a token',
      k3sToken,
      (s) => s,
      (b) => `blob ${b} end`,
    ),
    encodedShape(
      'base64 of an environment',
      password,
      (s) => `#!/bin/sh\nexport K3S_TOKEN=${s}\n`,
      (b) => `user-data: ${b}`,
    ),
    encodedShape(
      'base64 of base64',
      password,
      (s) => base64(`password=${s}`),
      (b) => `x: ${b}`,
    ),
    encodedShape(
      'base64 in lines',
      k3sToken,
      (s) => `some text before it ${s} and behind`,
      (b) => b.replace(/(.{64})/g, '$1\n'),
    ),
    encodedShape(
      'base64 in JSON',
      bootstrapToken,
      (s) => `join with ${s}.`,
      (b) => `{"x":"${b}","y":1}`,
    ),
    keyShape('private key', rsaKey, (p) => `before\n${p}after\n`),
    keyShape('private key in PKCS 8', pkcs8Key, (p) => `before\n${p}after\n`),
    keyShape('private key, elliptic', elliptic, (p) => p),
    keyShape(
      'private key, indented',
      rsaKey,
      (p) => `  tls.key: |\n${indented(p, 4)}\n  other: x\n`,
    ),
    keyShape('private key with CR LF', rsaKey, (p) => p.replace(/\n/g, '\r\n')),
    keyShape('private key in JSON', rsaKey, (p) => JSON.stringify({ key: p, other: 1 })),
    keyShape('private key in JSON in JSON', rsaKey, (p) =>
      JSON.stringify({ a: JSON.stringify({ key: p }) }),
    ),
    keyShape(
      'private key without its end',
      rsaKey,
      (p) => `${p.slice(0, 900)}\nNov 24 02:00:00 pi01 k3s[1]: next`,
    ),
    keyShape('private key without its beginning', rsaKey, (p) => p.slice(120)),
    keyShape('private key without its beginning in JSON', rsaKey, (p) =>
      JSON.stringify({ a: p }).slice(120),
    ),
    keyShape('private key, a line each of a journal', elliptic, (p) =>
      indented(p, 0).replace(/^/gm, 'Nov 24 02:00:00 pi01 k3s[1]: '),
    ),
    keyShape('private key in base64', rsaKey, (p) => `tls.key: ${base64(p)}`),
  ]
}

/** Twelve characters of a secret in a row are enough to call it leaked. */
export function leaks(secrets: readonly string[], output: string): string[] {
  const forms = secrets.flatMap((secret) => [secret, base64(secret).replace(/=+$/, '')])
  const shown = new Set(twelves(output))
  return forms.flatMap((form) =>
    twelves(form).flatMap((piece, at) => (shown.has(piece) ? [`${at} of ${form.length}`] : [])),
  )
}

/** All pieces of twelve characters: a shorter one may stand anywhere by chance. */
function twelves(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 11) }, (_, at) => text.slice(at, at + 12))
}
