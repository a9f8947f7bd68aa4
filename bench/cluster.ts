import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { collectKubernetes } from '#src/collect/kubernetes/collect.ts'
import { collectNode } from '#src/collect/node/collect-node.ts'
import { redactText } from '#src/collect/redact/redact.ts'
import { systemClock } from '#src/model/clock.ts'
import { loadKubeconfig } from '#src/transport/kubernetes/kubeconfig.ts'
import { openKubernetesDoor } from '#src/transport/kubernetes/open-door.ts'
import { resources } from '#src/transport/kubernetes/resources.ts'
import { openSsh } from '#src/transport/ssh/open-ssh.ts'
import { median, milliseconds, type Row, timed } from './measure.ts'

interface Inventory {
  readonly nodes: readonly { name: string; address: string; user: string; identityFile: string }[]
  readonly knownHostsFile: string
  readonly kubeconfig: string
}

/** `check` on real nodes beside the same questions asked by hand, in one run. */
export async function benchCluster(root: string): Promise<Row[]> {
  const file = process.env['BRAMBLE_INVENTORY']
  const byHand = join(root, '../shared/baseline/by-hand.sh')
  const built = join(root, 'dist/bramble.js')
  if (file === undefined || !existsSync(built) || !existsSync(byHand))
    return [
      {
        what: 'check on real nodes',
        figure: 'skipped: needs BRAMBLE_INVENTORY, the baseline and npm run build',
        budget: '≤ 1/12 of by hand',
      },
    ]
  const inventory = JSON.parse(readFileSync(file, 'utf8')) as Inventory
  const folder = mkdtempSync(join(tmpdir(), 'bramble-bench-'))
  try {
    const config = join(folder, 'bramble.yaml')
    writeFileSync(config, configOf(inventory))
    const rows = wallRows(file, byHand, [built, '--config', config])
    return [
      ...rows,
      await firstLineRow([process.execPath, built, '--config', config, 'check']),
      ...(await partRows(inventory, [built, '--config', config, 'check', '--json'])),
      ...cpuRows(inventory, file, byHand, [built, '--config', config]),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function configOf({ nodes, knownHostsFile, kubeconfig }: Inventory): string {
  const [first] = nodes
  return [
    'cluster: bench',
    `ssh: { user: ${first?.user}, identityFile: ${first?.identityFile}, knownHostsFile: ${knownHostsFile} }`,
    `kubeconfig: ${kubeconfig}`,
    'nodes:',
    ...nodes.map(
      ({ name, address }, place) =>
        `  ${name}: { address: ${address}, role: ${place === 0 ? 'server' : 'agent'} }`,
    ),
    '',
  ].join('\n')
}

function wallRows(file: string, byHand: string, bramble: readonly string[]): Row[] {
  const check = () => timed(process.execPath, [...bramble, 'check', '--json']).seconds
  check()
  const hand: number[] = []
  const checks: number[] = []
  for (let round = 0; round < 3; round += 1) {
    hand.push(timed('bash', [byHand, file]).seconds)
    checks.push(check(), check())
  }
  const ratio = median(checks) / median(hand)
  return [
    {
      what: 'check, 4 nodes, beside by hand',
      figure: `${median(checks).toFixed(2)} s : ${median(hand).toFixed(1)} s = 1/${(1 / ratio).toFixed(1)}`,
      budget: '≤ 1/12',
      met: ratio <= 1 / 12,
    },
  ]
}

/** When somebody at a terminal sees first that something happens. */
async function firstLineRow(check: readonly string[]): Promise<Row> {
  await firstLineSeconds(check)
  const all: number[] = []
  for (let round = 0; round < 5; round += 1) all.push(await firstLineSeconds(check))
  return {
    what: 'first line of check at a terminal',
    figure: milliseconds(median(all)),
    budget: '≤ 300 ms',
    met: median(all) <= 0.3,
  }
}

/** util-linux's script gives the command a terminal of its own. */
async function firstLineSeconds(command: readonly string[]): Promise<number> {
  const startedAt = performance.now()
  const child = spawn('script', ['-qefc', command.join(' '), '/dev/null'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  await once(child.stdout, 'data')
  const seconds = (performance.now() - startedAt) / 1000
  child.stdout.resume()
  await ended
  return seconds
}

/** The slowest single part, asked alone: `check` may take 1.3 times that. */
async function partRows(inventory: Inventory, check: readonly string[]): Promise<Row[]> {
  const look = {
    clock: systemClock,
    deadlineMilliseconds: 15_000,
    signal: new AbortController().signal,
    redact: redactText,
  }
  const targets = inventory.nodes.map(({ name, address, user, identityFile }) => ({
    node: name,
    address,
    user,
    identityFile,
    knownHostsFile: inventory.knownHostsFile,
  }))
  const nodeSeconds: number[] = []
  let bytes = 0
  for (const target of targets) {
    const alone = await repeat(async () => {
      const door = openSsh([target])
      const { evidence } = await collectNode(door, target, look)
      bytes = Math.max(bytes, Buffer.byteLength(JSON.stringify(evidence)))
      await door.close()
    })
    nodeSeconds.push(alone)
  }
  const lists = await listSeconds(inventory.kubeconfig)
  const slowest = Math.max(...nodeSeconds, lists)
  // Where all nodes share this machine's cores none of them is as quick as when it is asked alone.
  const together = await repeat(async () => {
    const door = openSsh(targets)
    await Promise.all(targets.map((target) => collectNode(door, target, look)))
    await door.close()
  })
  const whole = median(Array.from({ length: 5 }, () => timed(process.execPath, check).seconds))
  const door = openKubernetesDoor(await loadKubeconfig({ path: inventory.kubeconfig }))
  await collectKubernetes(door, look)
  const requests = door.requestCount
  await door.close()
  return [
    {
      what: 'check beside its slowest part alone',
      figure: `${whole.toFixed(2)} s : ${slowest.toFixed(2)} s = ${(whole / slowest).toFixed(2)} (node ${Math.max(...nodeSeconds).toFixed(2)} s, list ${milliseconds(lists)})`,
      budget: '≤ 1.3',
      met: whole / slowest <= 1.3,
    },
    {
      what: 'check beside its node programs at once',
      figure: `${whole.toFixed(2)} s : ${together.toFixed(2)} s = ${(whole / together).toFixed(2)} (nodes that share this machine's cores)`,
      budget: '',
    },
    {
      what: 'evidence of one node',
      figure: `${(bytes / 1000).toFixed(0)} kB`,
      budget: '≤ 1 MB',
      met: bytes <= 1e6,
    },
    {
      what: 'API requests of one check',
      figure: `${requests}`,
      budget: '≤ 20',
      met: requests <= 20,
    },
  ]
}

async function repeat(work: () => Promise<void>): Promise<number> {
  const seconds: number[] = []
  for (let round = 0; round < 4; round += 1) {
    const startedAt = performance.now()
    await work()
    if (round > 0) seconds.push((performance.now() - startedAt) / 1000)
  }
  return median(seconds)
}

async function listSeconds(kubeconfig: string): Promise<number> {
  const access = await loadKubeconfig({ path: kubeconfig })
  const slowest: number[] = []
  for (const resource of [resources.nodes, resources.pods, resources.events]) {
    slowest.push(
      await repeat(async () => {
        const door = openKubernetesDoor(access)
        await door.list(resource, { project: () => undefined })
        await door.close()
      }),
    )
  }
  return Math.max(...slowest)
}

/** What sessions cost an agent node: the processor time of all that its sshd has waited for. */
function cpuRows(
  inventory: Inventory,
  file: string,
  byHand: string,
  bramble: readonly string[],
): Row[] {
  const agent = inventory.nodes[1]
  if (!agent) return []
  const ticks = () => {
    const options = [
      '-o',
      'BatchMode=yes',
      '-o',
      `UserKnownHostsFile=${inventory.knownHostsFile}`,
      '-i',
      agent.identityFile,
    ]
    const stat = execFileSync(
      'ssh',
      ['-n', ...options, `${agent.user}@${agent.address}`, 'cat /proc/$(pgrep -o -x sshd)/stat'],
      { encoding: 'utf8' },
    )
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return Number(fields[13]) + Number(fields[14])
  }
  const cost = (work: () => void) => {
    const own = -ticks() + ticks()
    const before = ticks()
    work()
    return ticks() - before - own
  }
  const hand = cost(() => timed('bash', [byHand, file])) / 100
  const rounds = 5
  const program =
    cost(() => {
      for (let round = 0; round < rounds; round += 1)
        timed(process.execPath, [...bramble, 'check', '--json'])
    }) /
    rounds /
    100
  return [
    {
      what: "an agent's CPU for one check, beside by hand",
      figure: `${program.toFixed(2)} s : ${hand.toFixed(2)} s = ${(program / hand).toFixed(2)}`,
      budget: '≤ 0.3',
      met: program / hand <= 0.3,
    },
  ]
}
