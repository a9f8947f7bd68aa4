import { spawn } from 'node:child_process'
import { collectNode } from '#src/collect/node/collect-node.ts'
import { type LogRequest, readLogs } from '#src/collect/node/read-logs.ts'
import { redactText } from '#src/collect/redact/redact.ts'
import { systemClock } from '#src/model/clock.ts'
import { openSsh } from '#src/transport/ssh/open-ssh.ts'
import type { SshTarget } from '#src/transport/ssh/target.ts'
import { type Fields, noteAll, written } from './read-fields.ts'

/** What a node said over SSH: its form, and no value of it. */
export interface Heard {
  /** `server: exec exit 3`, `agent: section memory`, `agent: logs --boot -1`. */
  readonly asked: string
  /** Exit status, or outcome. */
  readonly answers: string
  readonly says?: readonly string[]
  readonly fields?: Readonly<Record<string, string>>
}

/** One command line each, with what it reads. The line of SURFACE.md for all of them is `exec`. */
const commands: readonly (readonly [command: string, stdin?: string])[] = [
  ['exit 3'],
  ['no-such-program'],
  ['cat', 'one\ntwo\n'],
  ['sh -s', 'echo out; echo err >&2; exit 7\n'],
  ['id -un'],
  ['uname -s'],
  ['sudo -n id -un'],
  ['cat /no/such/file'],
  ['cat /proc/sys/kernel/random/boot_id'],
  ['hostname | wc -l'],
  ['systemctl is-active ssh'],
  ['systemctl is-active no-such-unit'],
  ['journalctl -q --no-pager -n 1 -o cat -u no-such-unit'],
  ['sudo -n journalctl -q --no-pager -n 3 | wc -l'],
]

const logRequests: readonly LogRequest[] = [
  { lines: 1 },
  { lines: 2, unit: 'k3s' },
  { lines: 1, unit: 'no-such-unit' },
  { lines: 1, grep: 'no such line anywhere' },
  { lines: 1, grep: '(' },
  { boot: -9 },
]

const look = { deadlineMilliseconds: 20_000, clock: systemClock, redact: redactText }
const patience = { timeoutMilliseconds: 20_000, redact: redactText }

/** Everything that is asked of a server and of an agent. */
export async function recordNodes(
  targets: Readonly<Record<'server' | 'agent', SshTarget>>,
): Promise<Heard[]> {
  const heard: Heard[] = []
  const door = openSsh(Object.values(targets))
  try {
    for (const [role, target] of Object.entries(targets)) {
      heard.push(...(await sectionsOf(role, await collectNode(door, target, look))))
      for (const request of logRequests) {
        const end = await readLogs(door, target, { boot: 0, ...request }, patience)
        heard.push({
          asked: `${role}: logs ${JSON.stringify(request)}`,
          answers: end.outcome,
          says: [
            ...(end.reason ? [end.reason.replaceAll(target.node, '{node}')] : []),
            linesOf(end),
          ],
        })
      }
    }
  } finally {
    await door.close()
  }
  for (const [command, stdin = ''] of commands)
    heard.push(await executed(targets.agent, command, stdin))
  return heard
}

function linesOf({ entries }: { readonly entries: readonly unknown[] }): string {
  return entries.length > 0 ? 'some lines' : 'no lines'
}

type Collected = Awaited<ReturnType<typeof collectNode>>

/** Each section: whether it answered, and which fields its facts have. */
async function sectionsOf(role: string, { evidence }: Collected): Promise<Heard[]> {
  const sections = new Map<string, { answers: Set<string>; fields: Fields; hasText: boolean }>()
  for (const { id, node, outcome, records = [], text } of evidence) {
    const name = id.replace(`node/${node}/`, '')
    const section = sections.get(name) ?? { answers: new Set(), fields: new Map(), hasText: false }
    section.answers.add(outcome)
    section.hasText ||= text !== undefined && text !== ''
    for (const record of records) noteAll(section.fields, record, '')
    sections.set(name, section)
  }
  return [...sections].map(([name, { answers, fields, hasText }]) => ({
    asked: `${role}: section ${name}`,
    answers: [...answers].join(' or '),
    ...(hasText && { says: ['some lines'] }),
    fields: written(fields),
  }))
}

/** By OpenSSH itself, so that nothing of Bramble's own door is in between. */
async function executed(target: SshTarget, command: string, stdin: string): Promise<Heard> {
  const { address, port = 22, user, identityFile, knownHostsFile } = target
  const options = [
    ...['-F', 'none', '-o', 'BatchMode=yes', '-o', 'IdentitiesOnly=yes', '-o', 'ConnectTimeout=10'],
    ...['-o', `UserKnownHostsFile=${knownHostsFile}`, '-i', `${identityFile}`, '-p', `${port}`],
  ]
  const child = spawn('ssh', [...options, `${user}@${address}`, command], { timeout: 30_000 })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text
  })
  child.stdin.on('error', () => {}).end(stdin)
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  return {
    asked: `agent: exec ${command}`,
    answers: `exit ${status}`,
    says: [`out ${formOf(said.out)}`, `err ${formOf(said.err)}`],
  }
}

function formOf(text: string): string {
  return text
    .trim()
    .replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, '{uuid}')
    .replace(
      /^(?:(?:ba|da)?sh: )?(?:line \d+: |\d+: )?([\w-]+): (?:command )?not found$/m,
      '$1: not found',
    )
    .split('\n')
    .join(' / ')
}
