import {
  type ChildProcessWithoutNullStreams,
  execFileSync,
  spawn,
  spawnSync,
} from 'node:child_process'
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'

/** Real nodes to test against, in the form that `lab inventory` prints. */
const Inventory = z.object({
  nodes: z.array(
    z.object({
      name: z.string(),
      address: z.string(),
      port: z.number().optional(),
      user: z.string(),
      identityFile: z.string(),
    }),
  ),
  knownHostsFile: z.string(),
  kubeconfig: z.string().nullable(),
})
type Inventory = z.infer<typeof Inventory> & { readonly kubeconfig: string }

export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)))
export const labCommand = join(root, '../shared/lab/lab')

const file = process.env['BRAMBLE_INVENTORY']
const given =
  file === undefined ? undefined : Inventory.parse(JSON.parse(readFileSync(file, 'utf8')))

/** Undefined where there is no cluster on the nodes: those are for the tests that build one. */
export const inventoryFile = given?.kubeconfig ? file : undefined

/** Skipped with this reason where there is nothing to test against. */
export const noInventory =
  'needs BRAMBLE_INVENTORY: `npm run test:lab` sets it where the lab can run'

export function readInventory(): Inventory {
  if (!given?.kubeconfig) return { nodes: [], knownHostsFile: '', kubeconfig: '' }
  return { ...given, kubeconfig: given.kubeconfig }
}

/** Only the lab's own nodes can be broken at will; boards of somebody's own cannot. */
export const canBreak =
  existsSync(labCommand) &&
  readInventory().nodes.every(({ address }) => address.startsWith('10.44.0.'))

/** Makes or clears a fault: `lab('fault', 'node2', 'partition')`. */
export function lab(...args: readonly string[]): void {
  execFileSync(labCommand, [...args], { stdio: 'ignore', timeout: 120_000 })
}

export function kubectl(...args: readonly string[]): string {
  return execFileSync('kubectl', ['--kubeconfig', readInventory().kubeconfig, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  })
}

/** The status of a node's Ready condition, by kubectl. */
export function readyOf(node: string): string {
  return kubectl(
    'get',
    'node',
    node,
    '-o',
    'jsonpath={.status.conditions[?(@.type=="Ready")].status}',
  )
}

/** What a node itself answers, as an oracle beside Bramble. */
export function onNode(name: string, command: string): string {
  return sshTo(nodeNamed(name), knownHosts(), command)
}

/** Lists what runs of K3s on a node, and its pods' bridge; nothing where all of it has ended. */
export const whatRunsOfK3s = `pgrep -lf 'k[3]s|kubele[t]|container[d]|/paus[e]|lab-ap[p]'
ip -o link show cni0 2>/dev/null | cut -d: -f2; true`

function nodeNamed(name: string): Inventory['nodes'][number] {
  const node = readInventory().nodes.find((candidate) => candidate.name === name)
  if (!node) throw new Error(`no ${name} in the inventory`)
  return node
}

function knownHosts(): string {
  return readInventory().knownHostsFile
}

/** One session by ssh itself, with nothing of Bramble in between. */
export function sshTo(
  node: Inventory['nodes'][number],
  knownHostsFile: string,
  command: string,
): string {
  return execFileSync('ssh', sshArguments(node, knownHostsFile, command), {
    encoding: 'utf8',
    timeout: 30_000,
  })
}

function sshArguments(
  { port = 22, user, address, identityFile }: Inventory['nodes'][number],
  knownHostsFile: string,
  command: string,
): string[] {
  const options = ['-o', 'BatchMode=yes', '-o', `UserKnownHostsFile=${knownHostsFile}`]
  return ['-n', ...options, '-i', identityFile, '-p', `${port}`, `${user}@${address}`, command]
}

export interface Answer {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** The real CLI for a bramble.yaml. */
export function programOf(config: string): [string, ...string[]] {
  return [join(root, 'bin/bramble'), '--config', config]
}

interface Extra {
  /** Further lines of bramble.yaml. */
  readonly lines?: readonly string[]
  /** Further fields of a node: `, power: { … }`. */
  readonly ofNode?: (name: string) => string
  /** How long the longest call may take. */
  readonly seconds?: number
}

/** A bramble.yaml and a state folder of its own for these nodes, and the real CLI as a process. */
export function brambleFor(
  inventory: Inventory,
  { lines = [], ofNode = () => '', seconds = 120 }: Extra = {},
): Bramble {
  const folder = mkdtempSync(join(tmpdir(), 'bramble-test-'))
  const servers = new Set(
    kubectl('get', 'nodes', '-l', 'node-role.kubernetes.io/control-plane', '-o', 'name')
      .trim()
      .split('\n')
      .map((name) => name.replace('node/', '')),
  )
  const [first] = inventory.nodes
  const config = [
    'cluster: lab',
    `ssh: { user: ${first?.user}, identityFile: ${first?.identityFile}, knownHostsFile: ${inventory.knownHostsFile} }`,
    `kubeconfig: ${inventory.kubeconfig}`,
    'nodes:',
    ...inventory.nodes.map(
      ({ name, address }) =>
        `  ${name}: { address: ${address}, role: ${servers.has(name) ? 'server' : 'agent'}${ofNode(name)} }`,
    ),
    ...lines,
    '',
  ]
  const file = join(folder, 'bramble.yaml')
  writeFileSync(file, config.join('\n'))
  // Read anew for each call: a test may change what a secret's variable holds.
  const env = () => ({ ...process.env, XDG_STATE_HOME: folder, NO_COLOR: '1' })
  const run = (...args: readonly string[]) => {
    const [program, ...first] = programOf(file)
    const { status, stdout, stderr } = spawnSync(program, [...first, ...args], {
      encoding: 'utf8',
      timeout: seconds * 1000,
      maxBuffer: 64 * 1024 * 1024,
      env: env(),
    })
    return { code: status ?? -1, out: stdout, err: stderr }
  }
  const start = (...args: readonly string[]) => {
    const [program, ...first] = programOf(file)
    return started(spawn(program, [...first, ...args], { env: env(), timeout: seconds * 1000 }))
  }
  return Object.assign(run, { start })
}

/** The real CLI, to the end of one call, or beside the test. */
export interface Bramble {
  (...args: readonly string[]): Answer
  start(...args: readonly string[]): Running
}

interface Running {
  readonly ended: Promise<Answer>
  /** As Ctrl-C does. */
  interrupt(): void
}

function started(child: ChildProcessWithoutNullStreams): Running {
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const ended = new Promise<Answer>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? -1, out, err }))
  })
  return { ended, interrupt: () => void child.kill('SIGINT') }
}

/**
 * Asks again until `done`, at most `seconds`; tests wait for the cluster, never for Bramble. That
 * the oracle cannot be asked yet, because a server is still starting, is a no as well.
 */
export async function eventually(done: () => boolean, seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000
  let trouble: unknown
  while (Date.now() < end) {
    try {
      if (done()) return
      trouble = undefined
    } catch (error) {
      trouble = error
    }
    await new Promise((wake) => setTimeout(wake, 1000))
  }
  throw new Error(`not so within ${seconds} s: ${done.toString()}`, { cause: trouble })
}

export function machineIsBusy(): boolean {
  return (loadavg()[0] ?? 0) >= cpus().length || cpuPressurePercent() >= 60
}

/** How much of the last minute something waited for a processor of this machine. */
function cpuPressurePercent(): number {
  const file = '/proc/pressure/cpu'
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return Number(/^some .*avg60=([\d.]+)/m.exec(text)?.[1] ?? 0)
}

/** The object that `bramble … --json` prints. */
export function jsonOf<T>(bramble: (...args: readonly string[]) => Answer, ...args: string[]): T {
  const { out, err } = bramble(...args, '--json')
  if (out === '') throw new Error(err)
  return JSON.parse(out) as T
}

/**
 * Causes that are true besides whatever a test broke: the lab's nodes are processes of this
 * machine, and overloaded where it is.
 */
export function alsoTrue(): readonly string[] {
  return machineIsBusy()
    ? ['node-overload', 'slow-datastore-disk', 'apiserver-overload-tls-timeouts']
    : []
}

/**
 * Fills the kernel's ring buffer with harmless lines. The lab's nodes share one kernel, and a node
 * that comes up reads its whole ring as if it were of now: faults of earlier runs too.
 */
export function forgetKernelLog(): void {
  execFileSync('sysctl', ['-q', '-w', 'kernel.printk_devkmsg=on'])
  const filler = 'bramble test: this line pushes older ones out of the ring buffer, nothing else'
  for (let line = 0; line < 40_000; line += 1) appendFileSync('/dev/kmsg', `<6>${filler} ${line}\n`)
  execFileSync('sysctl', ['-q', '-w', 'kernel.printk_devkmsg=ratelimit'])
}

/**
 * Lets the datastore forget its first moment, which the API server itself does after five to ten
 * minutes: etcd's gateway does it at once. Where it is forgotten already, nothing happens.
 */
export function forgetFirstMoment(server: string): void {
  const folder = '/var/lib/rancher/k3s/server/tls/etcd'
  const proof = `--cacert ${folder}/server-ca.crt --cert ${folder}/client.crt --key ${folder}/client.key`
  const compaction = 'https://127.0.0.1:2379/v3/kv/compaction'
  onNode(server, `sudo curl -s ${proof} ${compaction} -d '{"revision":"2"}'`)
}

/** What a client outside the cluster saw that never asks twice. */
interface Heard {
  readonly asked: number
  readonly failed: number
  /** `12:03:04.567 ECONNREFUSED`, one for each that failed. */
  readonly failures: readonly string[]
}

/** A process that asks node4's port twice a second, and writes down when what did not answer. */
export function askAlways(file: string): { end(): Heard } {
  const program = `
const { appendFileSync } = require('node:fs')
setInterval(() => {
  const at = new Date().toISOString().slice(11, 23)
  fetch('http://10.44.0.14:30880/', { signal: AbortSignal.timeout(3000), headers: { connection: 'close' } })
    .then((answer) => answer.text().then(() => answer.ok ? 'ok' : String(answer.status)), (error) => error.cause?.code ?? error.name)
    .then((how) => appendFileSync(process.argv[1], at + ' ' + how + '\\n'))
}, 500)`
  const child = spawn(process.execPath, ['-e', program, file], { stdio: 'ignore' })
  return {
    end() {
      child.kill()
      const lines = readFileSync(file, 'utf8').trim().split('\n')
      const failures = lines.filter((line) => !line.endsWith(' ok'))
      return { asked: lines.length, failed: failures.length, failures }
    },
  }
}

/**
 * Follows the writer's file on a node from outside, until the node cuts it off: what came out of it
 * was on the disk, and may never be missing from it.
 */
export function followFile(name: string, path: string, into: string): { end(): string[] } {
  const out = openSync(into, 'w')
  const child = spawn('ssh', sshArguments(nodeNamed(name), knownHosts(), `tail -n +1 -F ${path}`), {
    stdio: ['ignore', out, 'ignore'],
  })
  closeSync(out)
  return {
    end() {
      child.kill()
      const text = readFileSync(into, 'utf8')
      // Its last line may have been cut.
      return text.split('\n').slice(0, -1)
    },
  }
}
