import { X509Certificate } from 'node:crypto'
import {
  certificates as certificatesFact,
  datastore as datastoreFact,
} from '#src/model/facts/node.ts'
import { quoteWord } from '#src/transport/ssh/quote.ts'
import { childMark } from '../program/generate.ts'
import { type Answers, answerTo, type Section } from '../program/section.ts'
import { deviceName } from './block-devices.ts'
import { filesIn } from './files.ts'
import { mountOf, mountsIn } from './mounts.ts'
import { type Absence, absent, type FactReader, known, numberIn } from './reader.ts'

/**
 * What root reads, in one go, because each sudo costs more than all it runs: the leaf of each
 * certificate file (never a key), and where the datastore lies. K3s's files:
 * https://docs.k3s.io/cli/certificate and https://docs.k3s.io/datastore. `./` keeps awk from
 * taking a file name with = for an assignment; its last argument marks it as ours. `@closed` says
 * that something is there which this user may not read.
 */
const rootLines = [
  'echo @root; home=/var/lib/rancher/k3s external=',
  'for file in /etc/rancher/k3s/config.yaml /etc/rancher/k3s/config.yaml.d/*.yaml /etc/systemd/system/k3s.service /etc/systemd/system/k3s.service.env; do [ -r "$file" ] && while read -r key value; do case $key in data-dir:) value=${value#[\\"\\\']}; home=${value%[\\"\\\']};; datastore-endpoint:|K3S_DATASTORE_ENDPOINT=?*|*--datastore-endpoint*) external=1;; esac; done <"$file"; done',
  'cd "$home" 2>/dev/null || { if [ -e "$home" ] || { [ -e /etc/rancher/k3s/config.yaml ] && [ ! -r /etc/rancher/k3s/config.yaml ]; }; then echo @closed; else echo @none; fi; exit 0; }',
  'echo "@home $(pwd -P)"; set --',
  '{ [ -d agent ] && [ ! -r agent ]; } || { [ -d server ] && [ ! -r server ]; } && echo @closed',
  'for file in ./agent/*.crt ./server/tls/*.crt ./server/tls/*/*.crt; do [ -f "$file" ] && [ $# -lt 60 ] || continue; if [ -r "$file" ]; then set -- "$@" "$file"; else echo @closed; fi; done',
  `[ $# -eq 0 ] || awk "FNR == 1 { part = 0; print \\"@file \\" FILENAME } /^-----BEGIN CERTIFICATE-----/ { part++ } part == 1 && FNR < 80 { print } /^-----END CERTIFICATE-----/ { part += part == 1 }" ${childMark}=root "$@"`,
  '[ -d server ] || { echo @agent; exit 0; }',
  'if [ -n "$external" ]; then echo @external; elif [ -d server/db/etcd ]; then if cd -P server/db/etcd 2>/dev/null; then kind=etcd; else echo @closed; fi; elif [ -f server/db/state.db ]; then cd -P server/db && kind=sqlite; fi',
  '[ -n "$kind" ] && du -sk . | { read -r size rest; echo "@$kind $size $(pwd -P)"; }',
]

/** One line and fixed to the last character, so that a sudoers file can allow just this. */
const rootText = `kind=; ${rootLines.join('; ')}; :`

/** The one command that reading asks root for. */
export const rootCommand: readonly string[] = ['/bin/sh', '-c', rootText, `${childMark}=root`]

const rootWords = `/bin/sh -c ${quoteWord(rootText)} ${childMark}=root`

export const rootFiles: Section = {
  name: 'root',
  command: `while read -r key id rest; do [ "$key" = Uid: ] && break; done </proc/self/status
if [ "$id" = 0 ]; then echo @self; ${rootWords} 2>&1; return; fi
answer=
if command -v sudo >/dev/null; then answer=$(sudo -n ${rootWords} 2>&1); else answer='no sudo'; fi
echo "$answer"
case $answer in @root*) return;; esac
echo @user; ${rootWords} 2>&1`,
  after: `case $answer in @self*) root=self;; @root*) root=sudo;; *) root=no;; esac`,
  seconds: 3,
  maxBytes: 60_000,
  keep: 'head',
  disk: true,
}

const maxCertificates = 100

export const certificates: FactReader = {
  kind: certificatesFact.kind,
  source: '/var/lib/rancher/k3s/{agent,server/tls}/*.crt',
  section: rootFiles.name,
  read(answers) {
    const refusal = refusedRoot(answers)
    if (refusal) return refusal
    const { text } = answerTo(answers, rootFiles.name)
    const home = /^@home (.*)$/m.exec(text)?.[1]
    if (home === undefined) return absent('not-applicable', 'K3s keeps no files on this node')
    const parts = text.split(/^@file \.\//m).slice(1)
    const records = parts.slice(0, maxCertificates).flatMap((part) => certificateIn(part, home))
    if (records.length > 0) return records
    if (parts.length > 0) return absent('failed', 'no certificate file could be read')
    return absent('not-applicable', 'K3s keeps no certificates on this node')
  },
}

function certificateIn(part: string, home: string): object[] {
  const path = part.split('\n', 1)[0] ?? ''
  const pem = /-----BEGIN CERTIFICATE-----[\s\S]{1,20000}?-----END CERTIFICATE-----/.exec(part)?.[0]
  if (pem === undefined) return []
  try {
    const leaf = new X509Certificate(pem)
    return [
      {
        path: `${home}/${path}`,
        subject: leaf.subject?.replaceAll('\n', ', ') ?? '',
        notBefore: leaf.validFromDate.toISOString(),
        notAfter: leaf.validToDate.toISOString(),
      },
    ]
  } catch {
    // A torn file is no certificate; the others still count.
    return []
  }
}

export const datastore: FactReader = {
  kind: datastoreFact.kind,
  source: '/var/lib/rancher/k3s/server/db',
  section: rootFiles.name,
  read(answers) {
    const refusal = refusedRoot(answers)
    if (refusal) return refusal
    const { text } = answerTo(answers, rootFiles.name)
    if (/^@(?:none|agent)$/m.test(text)) return [{ kind: 'none' }]
    if (/^@external$/m.test(text)) return [{ kind: 'external' }]
    const found = /^@(etcd|sqlite) (\d*) (\/.*)$/m.exec(text)
    const path = found?.[3]
    if (path === undefined)
      return absent('failed', 'the server keeps no datastore where K3s puts it')
    const kilobytes = numberIn(found?.[2])
    return [
      known({
        kind: found?.[1],
        path,
        source: sourceBelow(path, answers),
        sizeBytes: kilobytes === undefined ? undefined : kilobytes * 1024,
      }),
    ]
  },
}

/** The block device below a path; /dev/root and the like are looked up by number. */
function sourceBelow(path: string, answers: Answers): string | undefined {
  const found = filesIn(answers)
  const mount = mountOf(path, mountsIn(found))
  if (mount === undefined) return undefined
  return deviceName(mount.device, found) ?? mount.source
}

/**
 * Without root an agent's certificates can often be read all the same; what is closed is said to
 * be. sudo's own words differ from version to version; where they stand does not.
 */
function refusedRoot(answers: Answers): Absence | undefined {
  const { text } = answerTo(answers, rootFiles.name)
  const [refusal, rest] = text.split(/^@user$/m, 2)
  if (rest === undefined ? /^@root$/m.test(text) : !/^@closed$/m.test(rest)) return undefined
  const said = refusal?.trim().split('\n').at(-1)?.slice(0, 200)
  return absent('no-permission', said ? `no root: ${said}` : 'sudo refused without a word')
}
