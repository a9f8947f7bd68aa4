import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { collectNode } from '#src/collect/node/collect-node.ts'
import { generateProgram } from '#src/collect/node/program/generate.ts'
import { allQuestions } from '#src/collect/node/program/node-program.ts'
import { readLogs } from '#src/collect/node/read-logs.ts'
import { redactText } from '#src/collect/redact/redact.ts'
import { systemClock } from '#src/model/clock.ts'
import type { Evidence } from '#src/model/evidence.ts'
import { openSsh } from '#src/transport/ssh/open-ssh.ts'
import type { SshTarget } from '#src/transport/ssh/target.ts'
import { inventoryFile, noInventory, readInventory } from '#test/support/lab.ts'

const inventory = readInventory()
const targets: SshTarget[] = inventory.nodes.map(({ name, ...node }) => ({
  node: name,
  address: node.address,
  user: node.user,
  identityFile: node.identityFile,
  knownHostsFile: inventory.knownHostsFile,
  ...(node.port !== undefined && { port: node.port }),
}))
const run = { timeoutMilliseconds: 20_000, maxBytes: 2_000_000 }
const look = {
  clock: systemClock,
  deadlineMilliseconds: 20_000,
  redact: redactText,
}

/** The part of baseline/by-hand.sh that asks a node over ssh: one session each. */
const byHand = [
  'free -h && uptime',
  'df -h / && df -i /',
  'sudo journalctl -u k3s -u k3s-agent --no-pager -n 50',
  "sudo journalctl -u k3s -u k3s-agent --no-pager | grep -i 'TLS handshake timeout' | tail -5",
  'sudo journalctl -b -1 --no-pager -n 100',
  "sudo journalctl -b -1 --no-pager | grep -iE 'oom|kill|memory' | tail -20",
  "sudo dmesg | grep -iE 'error|fail|timeout' | tail -20",
  'timedatectl show -p NTPSynchronized; vcgencmd get_throttled; systemctl is-active k3s k3s-agent iscsid',
  'cat /proc/pressure/cpu /proc/pressure/memory /proc/pressure/io; cat /proc/mounts',
]

/** One ssh of its own for each question, as by hand. */
async function oneSession(target: SshTarget, command: string, input = ''): Promise<string> {
  const options = [
    ...['-o', 'BatchMode=yes', '-o', 'ControlMaster=no', '-o', 'ControlPath=none'],
    ...['-o', `UserKnownHostsFile=${target.knownHostsFile}`, '-i', `${target.identityFile}`],
    ...['-p', `${target.port ?? 22}`, `${target.user}@${target.address}`, command],
  ]
  const running = promisify(execFile)('ssh', options, { maxBuffer: 20_000_000 })
  running.child.stdin?.end(input)
  const { stdout, stderr } = await running.catch(
    (error: { stdout: string; stderr: string }) => error,
  )
  return `${stdout}${stderr}`
}

/**
 * Milliseconds of CPU of one command and all its children on the node, by bash's own clock, which
 * counts in milliseconds. sshd's share is not in it: that is the same for each session, so
 * leaving it out favours those who open many.
 */
async function nodeCpu(target: SshTarget, command: string, input = ''): Promise<number> {
  const timed = `bash -c 'TIMEFORMAT="cpu %3U %3S"; time { ${command.replaceAll("'", `'\\''`)}; }' 2>&1`
  const said = await oneSession(target, timed, input)
  const found = /cpu (\d+\.\d+) (\d+\.\d+)/.exec(said)
  if (!found) throw new Error(`no time in: ${said.slice(-200)}`)
  return (Number(found[1]) + Number(found[2])) * 1000
}

/** Milliseconds of CPU that a login costs, by the listener's count of its children that have ended. */
async function loginCpu(target: SshTarget): Promise<number> {
  const count =
    'read -r pid </run/sshd.pid && read -r -a stat </proc/$pid/stat && echo "ticks $((stat[15] + stat[16]))"'
  const ticks = async () => {
    const said = await oneSession(target, `bash -c '${count}'`)
    return Number(/ticks (\d+)/.exec(said)?.[1])
  }
  const rounds = 10
  const before = await ticks()
  for (let round = 0; round < rounds - 1; round += 1) await oneSession(target, 'true')
  return (((await ticks()) - before) * 10) / rounds
}

function recordsOf(evidence: readonly Evidence[], kind: string): Record<string, unknown>[] {
  return (evidence.find((piece) => piece.kind === kind)?.records ?? []) as Record<string, unknown>[]
}

function textOf(evidence: readonly Evidence[], id: string): string {
  return evidence.find((piece) => piece.id === id)?.text ?? ''
}

describe.skipIf(inventoryFile === undefined)(`real nodes over ssh: ${noInventory}`, () => {
  const door = openSsh(targets)
  afterAll(() => door.close())

  it('answer everything in one session each, all at once', async () => {
    const own = openSsh(targets)
    const begun = performance.now()
    const all = await Promise.all(
      targets.map(async (target) => ({ target, ...(await collectNode(own, target, look)) })),
    )
    console.log(`all nodes at once: ${Math.round(performance.now() - begun)} ms`)
    await own.close()
    for (const { target, evidence, coverage } of all) {
      console.log(
        `${target.node}: ${coverage.milliseconds} ms, ${JSON.stringify(evidence).length} bytes`,
      )
      expect(coverage).toMatchObject({ outcome: 'answered', missing: [] })
      const boot = await door.run(target, 'cat /proc/sys/kernel/random/boot_id', run)
      expect(recordsOf(evidence, 'node-identity')).toMatchObject([
        { hostname: target.node, bootId: Buffer.from(boot.output).toString().trim() },
      ])
      for (const log of ['kernel', 'k3s'])
        expect(textOf(evidence, `node/${target.node}/log/${log}`).length).toBeGreaterThan(100)
      const active = recordsOf(evidence, 'units').filter(
        ({ name, activeState }) => String(name).startsWith('k3s') && activeState === 'active',
      )
      expect(active).toHaveLength(1)
      expect(recordsOf(evidence, 'certificates').length).toBeGreaterThan(3)
    }
  })

  it('cost at most 0.3 of the CPU that the same questions cost by hand, and send at most 1 MB', async () => {
    const target = targets.at(-1)
    if (target === undefined) throw new Error('no nodes')
    const program = generateProgram(allQuestions.sections, {
      marker: 'f'.repeat(32),
      totalSeconds: 8,
    })
    const login = await loginCpu(target)
    const rounds = 5
    let ours = 0
    let hand = 0
    for (let round = 0; round < rounds; round += 1) {
      ours += (await nodeCpu(target, 'nice -n 10 sh -s', program)) + login
      for (const question of byHand) hand += (await nodeCpu(target, question)) + login
    }
    const ratio = ours / hand
    const sent = (await oneSession(target, 'exec sh -s', program)).length
    console.log(
      `CPU on ${target.node}: program ${Math.round(ours / rounds)} ms, by hand ${Math.round(hand / rounds)} ms (login ${login} ms each), ratio ${ratio.toFixed(3)}; ${sent} bytes sent`,
    )
    expect(ratio).toBeLessThanOrEqual(0.3)
    expect(sent).toBeLessThanOrEqual(1_000_000)
  })

  it('leave no process of the program behind', async () => {
    const target = targets.at(-1)
    if (target === undefined) throw new Error('no nodes')
    await collectNode(door, target, look)
    const command = 'sleep 1.5; grep -als BRAMBLE_SECTION= /proc/[0-9]*/environ || echo none'
    const { output } = await door.run(target, command, run)
    expect(Buffer.from(output).toString()).toBe('none\n')
  })

  it('show their journal, and say why one is empty', async () => {
    const [target] = targets
    if (target === undefined) throw new Error('no nodes')
    const ask = async (request: Parameters<typeof readLogs>[2]) => {
      const options = { timeoutMilliseconds: 20_000, redact: redactText }
      const end = await readLogs(door, target, request, options)
      return { text: end.entries.map(({ text }) => `${text}\n`).join(''), end }
    }
    const k3s = await ask({ unit: 'k3s', lines: 5 })
    expect(k3s.end.outcome).toBe('answered')
    expect(k3s.end.entries).toHaveLength(5)
    const starts = await ask({ unit: 'k3s', grep: 'STARTING K3S', lines: 1000 })
    expect(starts.text).toMatch(/Starting k3s/)
    expect((await ask({ unit: 'no-such-unit' })).end.outcome).toBe('not-applicable')
    expect((await ask({ boot: -90_000 })).end.outcome).toBe('not-applicable')
    const hostile = "'; touch /tmp/bramble-trap #"
    expect((await ask({ unit: hostile, grep: hostile })).text).toBe('')
    const trap = await door.run(target, 'ls /tmp/bramble-trap', run)
    expect(trap.exitStatus).not.toBe(0)
  })
})
