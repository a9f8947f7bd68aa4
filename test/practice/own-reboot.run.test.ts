import { beforeEach, expect, test } from 'vitest'
import { observers } from '#src/model/facts/observer.ts'
import type { RunEvent } from '#src/model/run-event.ts'
import { makePlan } from '#src/operations/run/make-plan.ts'
import { resumeAfterBoot } from '#src/operations/run/resume-after-boot.ts'
import type { RunSite } from '#src/operations/run/site.ts'
import { withSite } from '#src/operations/run/with-site.ts'
import { nodeNamed } from '#src/practice/kubernetes/shapes.ts'
import { boardNamed } from '#src/practice/world/world.ts'
import { nodeShell } from '#src/steps/node-shell.ts'
import { patchNode } from '#src/transport/kubernetes/nodes-and-pods.ts'
import { applyHere } from '#test/support/apply-here.ts'
import { practiceSite } from '#test/support/practice-site.ts'

/**
 * A run that starts the node anew on which it runs itself. On practice boards no systemd starts
 * what is left for it: what stands on the disk is looked at, and the order it holds is given here.
 */
const practice = practiceSite()
let events: RunEvent[]
const node = 'pi02'
const unit = '/etc/systemd/system/bramble-resume.service'
const wanted = '/etc/systemd/system/multi-user.target.wants/bramble-resume.service'

beforeEach(() => {
  events = []
  practice.cluster.world.clock.advance(3600)
})

/** Of a session that the boot ends, and a secret. */
const ofSession = {
  SSH_AUTH_SOCK: '/run/agent.sock',
  XDG_RUNTIME_DIR: '/run/user/1',
  SNMP: 'hunter2',
}

/** Bramble on pi02, as far as a plan can tell, and started from files that are on that board. */
async function onOwnNode<T>(
  use: (site: RunSite) => Promise<T>,
  program = ['/etc/hostname', '/etc/hosts'],
  stop = new AbortController().signal,
): Promise<T> {
  return withSite(
    {
      config: practice.home.configuration,
      env: { ...process.env, XDG_STATE_HOME: practice.home.folder, ...ofSession },
      cwd: '/etc',
      timeoutMilliseconds: 60_000,
      signal: new AbortController().signal,
      stop,
      program,
      onProgress: () => {},
      onEvent: (event) => events.push(event),
    },
    (site) =>
      use({
        ...site,
        ownProcess: { ...site.ownProcess, user: 'pi' } as NonNullable<RunSite['ownProcess']>,
        sleep: practice.sleep,
        async observe(besides) {
          const seen = await site.observe(besides)
          return {
            ...seen,
            evidence: seen.evidence.filter(({ kind }) => kind !== observers.kind),
          }
        },
        around: { ...site.around, ownNode: node },
      }),
  )
}

const reboot = async (site: RunSite) => {
  const goal = { name: 'reboot', target: node, options: {} }
  const { digest, plan } = await makePlan({ goal, accept: [] }, site)
  return { plan, result: await applyHere(digest, site, async () => 'test') }
}
const onBoard = (site: RunSite, command: string) =>
  nodeShell(site.ssh, node, site.signal).run(`${command} 2>/dev/null || :`)
const left = async (site: RunSite) =>
  (await onBoard(site, `ls ${unit} ${wanted}`)).split(/\s+/).filter((path) => path !== '')
const isCordoned = () => nodeNamed(practice.cluster.world.store, node)?.spec.unschedulable === true
const boots = () => boardNamed(practice.cluster.world, node).boots.length
const said = () => events.flatMap((event) => (event.kind === 'said' ? [event.text] : []))

const died = new Error('killed')

/** The process goes down with its board: the order's answer never arrives, and it does nothing more. */
function goingDown(site: RunSite): RunSite {
  let isDead = false
  return withOrders(site, async (send, isOrder) => {
    if (isDead) throw died
    const answer = await send()
    if (!isOrder) return answer
    isDead = true
    throw died
  })
}

type Send = () => ReturnType<RunSite['ssh']['run']>

function withOrders(
  site: RunSite,
  answer: (send: Send, isOrder: boolean) => ReturnType<Send>,
): RunSite {
  const { ssh } = site
  return {
    ...site,
    ssh: {
      targets: ssh.targets,
      stream: (...args) => ssh.stream(...args),
      close: () => ssh.close(),
      send: (...args) => ssh.send(...args),
      run: (...args) => answer(() => ssh.run(...args), args[1].includes('systemctl reboot')),
    },
  }
}
test('leaves a unit for one boot, and goes on from there to its end', async () => {
  const before = boots()
  await onOwnNode(async (site) => {
    await expect(reboot(goingDown(site))).rejects.toBe(died)
  })
  practice.cluster.world.clock.advance(120)
  expect(boots()).toBe(before + 1)
  await onOwnNode(async (site) => {
    const [{ id: run } = { id: 0 }] = site.journal.runs()
    const text = await onBoard(site, `cat ${unit}`)
    expect(await left(site)).toEqual([unit, wanted])
    expect(text).toMatch(/^# Written by Bramble: run \d+ goes on/)
    expect(text).toContain('\nUser=pi\nWorkingDirectory=/etc\n')
    expect(text).toMatch(
      new RegExp(
        `\\nExecStart="/etc/hostname" "/etc/hosts" "run-plan" .*"resume-after-boot" "${run}"\\n`,
      ),
    )
    // What starts it at a boot goes before it starts, so that no second boot does.
    expect(text).toContain(`\nExecStartPre=+/bin/rm -f ${wanted}\nExecStart=`)
    expect(text).toContain(`ExecStopPost=+/bin/rm -f ${unit}\n`)
    expect(text).toContain(`XDG_STATE_HOME=${practice.home.folder}`)
    for (const value of Object.values(ofSession)) expect(text).not.toContain(value)
    expect(isCordoned()).toBe(true)
    expect(await resumeAfterBoot(run, site)).toMatchObject({ outcome: 'done' })
    expect(boots()).toBe(before + 1)
    expect(isCordoned()).toBe(false)
    // Once more, as after a second boot: there is nothing to go on with.
    expect(await resumeAfterBoot(run, site)).toBeUndefined()
    await onBoard(site, `rm -f ${unit} ${wanted}`)
  })
}, 240_000)

test('is told in the plan, and by nothing in the plan of another node', async () => {
  await onOwnNode(async (site) => {
    const planOf = async (target: string) =>
      (await makePlan({ goal: { name: 'reboot', target, options: {} }, accept: [] }, site)).plan
    const own = await planOf(node)
    expect(own.steps.flatMap(({ preview }) => preview)).toContain(
      `before that write ${unit}: this run goes on after the boot, and it is gone`,
    )
    expect(own.leaves?.map(({ reason }) => reason).join()).toContain(
      'goes on by itself after the boot',
    )
    const other = await planOf('pi03')
    expect(JSON.stringify(other)).not.toContain('bramble-resume')
    expect(other.steps.map(({ input }) => input['isOwn'])).toEqual(other.steps.map(() => undefined))
  })
}, 120_000)

test('that somebody asked to stop, or that ended before its order, is not gone on with', async () => {
  await onOwnNode(async (site) => {
    await expect(reboot(goingDown(site))).rejects.toBe(died)
    practice.cluster.world.clock.advance(120)
    const [{ id: run } = { id: 0 }] = site.journal.runs()
    site.journal.append({ kind: 'cancel-requested' }, run)
    expect(await resumeAfterBoot(run, site)).toBeUndefined()
    expect(isCordoned()).toBe(true)
    site.journal.append({ kind: 'run-ended', outcome: 'cancelled' }, run)
    await onBoard(site, `rm -f ${unit} ${wanted}`)
    await patchNode(site.kube, node, { spec: { unschedulable: null } })
  })
  practice.cluster.world.clock.advance(600)
  const stop = new AbortController()
  const before = boots()
  await onOwnNode(
    async (site) => {
      const stopping: RunSite = {
        ...site,
        events(event) {
          if (event.kind === 'step-ended' && event.place === 0) stop.abort()
          site.events(event)
        },
      }
      const { result } = await reboot(stopping)
      expect(result).toMatchObject({ outcome: 'stopped' })
      const [{ id: run } = { id: 0 }] = site.journal.runs()
      expect(await resumeAfterBoot(run, site)).toBeUndefined()
      expect(await left(site)).toEqual([])
      site.journal.append({ kind: 'run-ended', outcome: 'cancelled' }, run)
      await patchNode(site.kube, node, { spec: { unschedulable: null } })
    },
    undefined,
    stop.signal,
  )
  expect(boots()).toBe(before)
}, 240_000)

test('whose order systemd refuses leaves no unit behind', async () => {
  const before = boots()
  await onOwnNode(async (site) => {
    const inhibited = {
      output: new Uint8Array(),
      errorText: 'Operation inhibited by "apt"',
      exitStatus: 1,
      truncated: false,
      times: { startedAt: 0, endedAt: 0 },
    }
    const refused = withOrders(site, async (send, isOrder) => (isOrder ? inhibited : send()))
    const { result } = await reboot(refused)
    expect(result).toMatchObject({ outcome: 'stopped' })
    expect(await left(site)).toEqual([])
    const [{ id: run } = { id: 0 }] = site.journal.runs()
    site.journal.append({ kind: 'run-ended', outcome: 'cancelled' }, run)
    await patchNode(site.kube, node, { spec: { unschedulable: null } })
  })
  expect(boots()).toBe(before)
}, 240_000)

test.for([
  [
    'a program that is in a container only',
    ['/nowhere/node', '/etc/hosts'],
    '',
    '/nowhere/node is not on it',
  ],
  ['a unit of that name that somebody else wrote', undefined, 'theirs', "is not Bramble's"],
] as const)(
  'cannot go on by itself with %s, and says how to go on',
  { timeout: 240_000 },
  async ([, program, foreign, why]) => {
    await onOwnNode(
      async (site) => {
        if (foreign !== '') await onBoard(site, `echo ${foreign} > ${unit}`)
        const { result } = await reboot(site)
        expect(result).toMatchObject({ outcome: 'done' })
        const [{ id: run } = { id: 0 }] = site.journal.runs()
        expect(said().find((text) => text.includes(why))).toContain(`\`bramble resume ${run}\``)
        expect(await onBoard(site, `cat ${unit}`)).toBe(foreign === '' ? '' : `${foreign}\n`)
        expect(await onBoard(site, `ls ${wanted}`)).toBe('')
        await onBoard(site, `rm -f ${unit}`)
      },
      program && [...program],
    )
  },
)
