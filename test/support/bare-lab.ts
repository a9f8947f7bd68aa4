import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { type Answer, lab, labCommand, root, sshTo } from './lab.ts'

/** Nodes on which nothing was installed, as `lab up` leaves them: there is no kubeconfig yet. */
const BareInventory = z.object({
  nodes: z.array(
    z.object({
      name: z.string(),
      address: z.string(),
      user: z.string(),
      identityFile: z.string(),
    }),
  ),
  knownHostsFile: z.string(),
  artifacts: z.string(),
  kubeconfig: z.null(),
})
type BareInventory = z.infer<typeof BareInventory>

const file = process.env['BRAMBLE_INVENTORY']
const given =
  file === undefined ? undefined : BareInventory.safeParse(JSON.parse(readFileSync(file, 'utf8')))

/** These tests wipe their nodes again and again, so they take nobody's but the lab's own. */
export const hasBareNodes =
  existsSync(labCommand) &&
  given?.success === true &&
  given.data.nodes.every(({ address }) => address.startsWith('10.44.0.'))

/** Wipes the lab, and gives this many nodes on which nothing ever ran. */
export function bareNodes(count: number): BareInventory {
  lab('down')
  return moreNodes(count)
}

/** The same nodes and those that are not there yet: new boards beside a cluster. */
export function moreNodes(count: number): BareInventory {
  lab('up', `${count}`)
  const { stdout } = spawnSync(labCommand, ['inventory'], { encoding: 'utf8' })
  return BareInventory.parse(JSON.parse(stdout))
}

/** Takes a node's power and its disk: the board that comes up under its name is a new one. */
export function replaceBoard({ nodes, knownHostsFile }: BareInventory, name: string): void {
  lab('power', 'off', name)
  const place = join(dirname(knownHostsFile), 'nodes', name)
  for (const mounted of ['m', 'disk']) spawnSync('umount', ['-l', join(place, mounted)])
  rmSync(place, { recursive: true, force: true })
  lab('up', `${nodes.length}`)
}

interface Wish {
  readonly servers: number
  /** etcd for several servers, else SQLite, unless told otherwise. */
  readonly datastore?: 'etcd'
  /** Whether what cannot be undone needs no yes. */
  readonly destroys?: boolean
  /** Further lines of bramble.yaml. */
  readonly lines?: readonly string[]
}

interface BuilderWish {
  /** Of a builder that has worked on these nodes before. */
  readonly folder?: string
  /** How Bramble is started, where not from its sources. */
  readonly program?: readonly [string, ...string[]]
}

const bin: readonly [string, ...string[]] = [join(root, 'bin/bramble')]

/** Bramble as a process of its own, with a home that nobody else has. */
export class Builder {
  readonly inventory: BareInventory
  readonly folder: string
  readonly kubeconfig: string
  readonly version: string

  readonly #program: readonly [string, ...string[]]

  constructor(inventory: BareInventory, { folder, program = bin }: BuilderWish = {}) {
    this.inventory = inventory
    this.#program = program
    this.folder = folder ?? mkdtempSync(join(tmpdir(), 'bramble-up-'))
    this.kubeconfig = join(this.folder, 'kubeconfig')
    this.version = versionOf(inventory.artifacts)
    if (folder === undefined) release(inventory.artifacts, join(this.folder, 'artifacts'))
  }

  /** Writes bramble.yaml: the first nodes are servers, the rest agents. */
  describe(
    { servers, lines = [], destroys = false, datastore }: Wish,
    nodes = this.inventory.nodes,
  ): void {
    const { knownHostsFile } = this.inventory
    const [first] = nodes
    const text = [
      'cluster: bare',
      `ssh: { user: ${first?.user}, identityFile: ${first?.identityFile}, knownHostsFile: ${knownHostsFile} }`,
      `kubeconfig: ${this.kubeconfig}`,
      `k3s: { version: ${this.version}, datastore: ${datastore ?? (servers > 1 ? 'etcd' : 'sqlite')} }`,
      `artifacts: { folder: ${join(this.folder, 'artifacts')} }`,
      `approvals: { risk: { safe: none, disruptive: none${destroys ? ', destructive: none' : ''} } }`,
      'nodes:',
      ...nodes.map(
        ({ name, address }, place) =>
          `  ${name}: { address: ${address}, role: ${place < servers ? 'server' : 'agent'} }`,
      ),
      ...lines,
      '',
    ]
    writeFileSync(join(this.folder, 'bramble.yaml'), text.join('\n'))
  }

  get stateFolder(): string {
    return join(this.folder, 'state')
  }

  run(...args: readonly string[]): Answer {
    return this.#answer(this.#program, args)
  }

  /**
   * The same, and whoever carries the run out is killed.
   *
   * @param when `step-started join-agents 1500`, or `sending WORDS` for just before a node is sent these
   */
  runKilled(when: string, ...args: readonly string[]): Answer {
    mkdirSync(this.stateFolder, { recursive: true })
    const wish = join(this.stateFolder, 'kill-at')
    writeFileSync(wish, when)
    const main = join(root, 'src/faces/cli/main.ts')
    const preload = join(root, 'test/support/kill-at-entry.ts')
    try {
      return this.#answer([process.execPath, '--import', preload, main], args)
    } finally {
      rmSync(wish)
    }
  }

  #answer([program, ...first]: readonly [string, ...string[]], args: readonly string[]): Answer {
    const config = join(this.folder, 'bramble.yaml')
    const { status, stdout, stderr } = spawnSync(program, [...first, '--config', config, ...args], {
      encoding: 'utf8',
      timeout: 280_000,
      maxBuffer: 64 * 1024 * 1024,
      env: this.environment(),
    })
    return { code: status ?? -1, out: stdout, err: stderr }
  }

  environment(): NodeJS.ProcessEnv {
    return { ...process.env, XDG_STATE_HOME: this.stateFolder, NO_COLOR: '1' }
  }

  /** Titles of the steps that are still to be done. */
  stepsLeft(): string[] {
    const { plan } = JSON.parse(this.run('up', '--dry-run', '--json').out)
    return plan.steps.map(({ title }: { title: string }) => title)
  }

  /**
   * Inode, times and size of every file that is there for K3s or for the system to read, and since
   * when each unit runs, a line each. What K3s writes by itself all the time is left out.
   */
  everything(): string[] {
    const places = '/etc /usr/local /boot /var/lib/rancher/k3s'
    const changing = ['agent/containerd', 'server/db', 'server/etcd-snapshots']
    const prune = changing.map((one) => `-path /var/lib/rancher/k3s/${one} -prune -o`).join(' ')
    const program = `find ${places} ${prune} -type f -printf '%p %s %i %T@ %C@\\n' 2>/dev/null | sort
systemctl show k3s k3s-agent systemd-journald -p Id -p ActiveEnterTimestampMonotonic -p NRestarts | grep .`
    return this.inventory.nodes.flatMap(({ name }) =>
      this.on(name, program)
        .trim()
        .split('\n')
        .map((line) => `${name} ${line}`),
    )
  }

  /** Path and size of every such file: what is there, whenever it was written. */
  files(): string[] {
    return this.everything().flatMap((line) => {
      const [, node, path, size] = /^(\S+) (\/.*) (\d+) \d+ \S+ \S+$/.exec(line) ?? []
      return path === undefined ? [] : [`${node} ${path} ${size}`]
    })
  }

  /** All that Bramble remembers. */
  forget(): void {
    rmSync(this.stateFolder, { recursive: true, force: true })
  }

  kubectl(...args: readonly string[]): string {
    return this.#kubectl(args)
  }

  apply(object: object): void {
    this.#kubectl(['apply', '-f', '-'], JSON.stringify(object))
  }

  #kubectl(args: readonly string[], input?: string): string {
    const { status, stdout, stderr } = spawnSync(
      'kubectl',
      ['--kubeconfig', this.kubeconfig, ...args],
      { encoding: 'utf8', timeout: 60_000, ...(input !== undefined && { input }) },
    )
    if (status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`)
    return stdout
  }

  /** `node1 True v1.36.3+k3s1`, by kubectl. */
  nodes(): string[] {
    const columns =
      'custom-columns=N:.metadata.name,R:.status.conditions[?(@.type=="Ready")].status,V:.status.nodeInfo.kubeletVersion'
    return this.kubectl('get', 'nodes', '--no-headers', '-o', columns)
      .trim()
      .split('\n')
      .map((line) => line.replace(/ +/g, ' ').trim())
      .sort()
  }

  /** What a node itself answers to root. */
  on(name: string, command: string): string {
    const node = this.inventory.nodes.find((one) => one.name === name)
    if (!node) throw new Error(`no ${name} among the nodes`)
    return sshTo({ ...node, user: 'root' }, this.inventory.knownHostsFile, command)
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** What the program says of itself; it unpacks itself where the lab has it do that. */
function versionOf(artifacts: string): string {
  const { stdout } = spawnSync(join(artifacts, 'k3s'), ['--version'], {
    encoding: 'utf8',
    env: { ...process.env, K3S_DATA_DIR: join(dirname(artifacts), 'host') },
  })
  return /^k3s version (\S+)/.exec(stdout)?.[1] ?? ''
}

/** The lab's files under the names of a release, with the checksum files that a release has. */
function release(artifacts: string, folder: string): void {
  mkdirSync(folder)
  const names = {
    k3s: 'k3s',
    'images.tar': 'k3s-airgap-images-amd64.tar',
    'install.sh': 'install.sh',
  }
  const sums = Object.entries(names).map(([from, name]) => {
    symlinkSync(join(artifacts, from), join(folder, name))
    const sum = createHash('sha256')
      .update(readFileSync(join(artifacts, from)))
      .digest('hex')
    return { name, line: `${sum}  ${name}\n` }
  })
  const text = (isScript: boolean) =>
    sums.flatMap(({ name, line }) => (name.endsWith('.sh') === isScript ? [line] : [])).join('')
  writeFileSync(join(folder, 'sha256sum-amd64.txt'), text(false))
  writeFileSync(join(folder, 'install.sh.sha256sum'), text(true))
}
