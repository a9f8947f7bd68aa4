import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod'
import type { RunEvent } from '#src/model/run-event.ts'
import { makePlan, type PlanMade } from '#src/operations/run/make-plan.ts'
import { resume } from '#src/operations/run/resume.ts'
import type { RunSite } from '#src/operations/run/site.ts'
import { applyHere, undoHere } from '#test/support/apply-here.ts'
import { openSite } from '#test/support/run-site.ts'

/**
 * Drains a node of a real cluster, with a real Deployment and a real budget. kubectl is the
 * oracle. Needs BRAMBLE_INVENTORY: a file that `lab inventory` wrote, or one of the same form for
 * boards of your own; the image comes from BRAMBLE_LAB_IMAGE. Everything is made in a namespace of
 * its own, which is deleted in the end.
 */
const inventoryFile = process.env['BRAMBLE_INVENTORY']
const image = process.env['BRAMBLE_LAB_IMAGE'] ?? 'docker.io/library/lab-app:1'
const namespace = 'bramble-drain-test'

const manifest = JSON.stringify({
  apiVersion: 'v1',
  kind: 'List',
  items: [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace },
      spec: {
        replicas: 6,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: {
            terminationGracePeriodSeconds: 1,
            containers: [{ name: 'web', image, imagePullPolicy: 'IfNotPresent' }],
          },
        },
      },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web', namespace },
      spec: { minAvailable: 6, selector: { matchLabels: { app: 'web' } } },
    },
  ],
})

describe.skipIf(inventoryFile === undefined)('a drain on a real cluster', () => {
  const inventory = z
    .object({ kubeconfig: z.string() })
    .parse(
      inventoryFile === undefined
        ? { kubeconfig: '' }
        : JSON.parse(readFileSync(inventoryFile, 'utf8')),
    )
  const kubectl = (args: string[], input?: string) =>
    execFileSync('kubectl', ['--kubeconfig', inventory.kubeconfig, ...args], {
      encoding: 'utf8',
      ...(input !== undefined && { input }),
    })
  const isCordoned = (node: string) =>
    kubectl(['get', 'node', node, '-o', 'jsonpath={.spec.unschedulable}']) === 'true'
  const podsOn = (node: string) =>
    kubectl([
      ...['-n', namespace, 'get', 'pods', '--field-selector', `spec.nodeName=${node}`],
      ...['-o', 'jsonpath={range .items[*]}{.metadata.uid}{"\\n"}{end}'],
    ])
      .split('\n')
      .filter((uid) => uid !== '')
  const allReady = () =>
    kubectl(['-n', namespace, 'rollout', 'status', 'deployment/web', '--timeout=200s'])
  const allowOne = () => setMinAvailable(5)
  const setMinAvailable = (count: number) =>
    kubectl([
      ...['-n', namespace, 'patch', 'pdb', 'web', '--type=merge'],
      ...['-p', JSON.stringify({ spec: { minAvailable: count } })],
    ])

  let node = ''
  let folder = ''
  let site: RunSite & { close(): Promise<void> }
  let events: RunEvent[] = []
  const said = () => events.flatMap((event) => (event.kind === 'said' ? [event.text] : []))

  beforeAll(() => {
    kubectl(['apply', '-f', '-'], manifest)
    allReady()
    const hosts = kubectl([
      ...['-n', namespace, 'get', 'pods', '-o'],
      'jsonpath={range .items[*]}{.spec.nodeName}{"\\n"}{end}',
    ])
      .split('\n')
      .filter((host) => host !== '')
    const servers = kubectl([
      ...['get', 'nodes', '-l', 'node-role.kubernetes.io/control-plane', '-o'],
      'jsonpath={.items[*].metadata.name}',
    ]).split(' ')
    node = hosts.find((host) => !servers.includes(host)) ?? ''
    expect(node, 'no pod runs on an agent').not.toBe('')
  }, 120_000)

  afterAll(() => {
    if (node !== '') kubectl(['uncordon', node])
    kubectl(['delete', 'namespace', namespace, '--ignore-not-found'])
  }, 120_000)

  beforeEach(async () => {
    kubectl(['uncordon', node])
    setMinAvailable(6)
    // Pods that an earlier test moved away are spread anew.
    kubectl(['-n', namespace, 'rollout', 'restart', 'deployment/web'])
    allReady()
    // Ready says nothing of the old pods: those that still end would be counted below.
    const all = () => kubectl(['-n', namespace, 'get', 'pods', '-o', 'name']).trim().split('\n')
    await expect.poll(() => all().length, { timeout: 60_000 }).toBe(6)
    await expect.poll(() => podsOn(node).length, { timeout: 30_000 }).toBeGreaterThan(0)
    folder = mkdtempSync(join(tmpdir(), 'bramble-lab-drain-'))
    await newSite()
  }, 120_000)

  afterEach(async () => {
    await site.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function newSite(stop?: AbortSignal): Promise<void> {
    events = []
    site = await openSite({
      kubeconfig: inventory.kubeconfig,
      folder,
      events: (event) => events.push(event),
      ...(stop && { stop }),
    })
  }

  const goal = () => ({ name: 'drain', target: node, options: { timeoutSeconds: 120 } })
  const accept = [{ subject: `budget/${namespace}/web`, reason: 'the test opens it' }]

  /** Right after a rollout the budget counts anew: waits until the plan is only refused by it. */
  async function planned(accepting: typeof accept): Promise<PlanMade> {
    let made: PlanMade | undefined
    await expect
      .poll(
        async () => {
          made = await makePlan({ goal: goal(), accept: [] }, site)
          return made.refusals.map(({ subject }) => subject)
        },
        { timeout: 30_000, interval: 500 },
      )
      .toEqual([`budget/${namespace}/web`])
    if (!made) throw new Error('no plan was made')
    return accepting.length > 0 ? makePlan({ goal: goal(), accept: accepting }, site) : made
  }

  test('is refused by a closed budget, and nothing is changed', async () => {
    const before = podsOn(node)
    const made = await planned([])
    const result = await applyHere(made.digest, site, async () => 'test')
    expect(result.kind).toBe('refused')
    expect(isCordoned(node)).toBe(false)
    expect(podsOn(node).sort()).toEqual(before.sort())
    expect(site.journal.runs()).toEqual([])
  }, 120_000)

  test('waits for an accepted budget in its own words, and ends when it opens; undo uncordons', async () => {
    const before = podsOn(node)
    const made = await planned(accept)
    const running = applyHere(made.digest, site, async () => 'test')
    await expect
      .poll(said, { timeout: 30_000 })
      .toContainEqual(
        expect.stringMatching(/^waiting to evict .*The disruption budget web needs 6 healthy pods/),
      )
    expect(isCordoned(node)).toBe(true)
    expect(podsOn(node).sort()).toEqual(before.sort())
    allowOne()
    expect(await running).toMatchObject({ kind: 'ended', outcome: 'done' })
    expect(podsOn(node)).toEqual([])
    expect(isCordoned(node)).toBe(true)
    allReady()

    const again = await makePlan({ goal: goal(), accept: [] }, site)
    expect(await applyHere(again.digest, site, async () => 'test')).toMatchObject({
      kind: 'nothing-to-do',
    })
    expect(await undoHere(undefined, site)).toMatchObject({ outcome: 'undone' })
    expect(isCordoned(node)).toBe(false)
  }, 180_000)

  test('that was stopped while it waited goes on with resume', async () => {
    const stop = new AbortController()
    await site.close()
    await newSite(stop.signal)
    const made = await planned(accept)
    const running = applyHere(made.digest, site, async () => 'test')
    await expect
      .poll(said, { timeout: 30_000 })
      .toContainEqual(expect.stringMatching(/^waiting to evict /))
    stop.abort()
    expect(await running).toMatchObject({ kind: 'ended', outcome: 'stopped' })
    expect(podsOn(node).length).toBeGreaterThan(0)
    expect(isCordoned(node)).toBe(true)
    allowOne()
    await site.close()
    await newSite()
    expect(await resume(undefined, site)).toMatchObject({ outcome: 'done' })
    expect(podsOn(node)).toEqual([])
    expect(await undoHere(undefined, site)).toMatchObject({ outcome: 'undone' })
    expect(isCordoned(node)).toBe(false)
  }, 180_000)

  test('is refused where somebody cordoned the node meanwhile, and says so', async () => {
    allowOne()
    await expect
      .poll(async () => (await makePlan({ goal: goal(), accept: [] }, site)).refusals, {
        timeout: 30_000,
      })
      .toEqual([])
    const made = await makePlan({ goal: goal(), accept: [] }, site)
    kubectl(['cordon', node])
    const result = await applyHere(made.digest, site, async () => 'test')
    expect(result).toMatchObject({
      kind: 'facts-changed',
      differences: [{ fact: `node/${node} cordoned`, was: 'no', is: 'yes' }],
    })
    expect(podsOn(node).length).toBeGreaterThan(0)
  }, 120_000)
})
