import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Builder, bareNodes, hasBareNodes } from '#test/support/bare-lab.ts'
import { eventually, lab, programOf } from '#test/support/lab.ts'

const ready = [1, 2, 3, 4].map((number) => `node${number} True`)
const states = (site: Builder) => site.nodes().map((line) => line.replace(/ \S+$/, ''))
const stoppedMidway = 4

/** What no build may leave behind, however it was cut off. */
const leftovers = (site: Builder) =>
  site.inventory.nodes.flatMap(({ name }) =>
    site
      .on(
        name,
        'find / -xdev -name "*.bramble-new" -o -path "/var/tmp/bramble-*"; ls /run/bramble 2>/dev/null || :',
      )
      .split('\n')
      .filter((line) => line !== ''),
  )

describe.skipIf(!hasBareNodes)('a build whose runner is killed', () => {
  let site: Builder
  beforeAll(() => {
    site = new Builder(bareNodes(4))
    site.describe({ servers: 1 })
  }, 120_000)
  afterAll(() => site?.close())

  test('goes back to bare boards by undo, while nobody has joined yet', () => {
    const before = site.files()
    expect(site.runKilled('step-ended bring-artifacts', 'up').code).toBe(stoppedMidway)
    expect(site.files().length).toBeGreaterThan(before.length + 4 * 4)
    const { code, out, err } = site.run('undo')
    expect(code, err + out).toBe(0)
    expect(site.files()).toEqual(before)
  }, 120_000)

  test('goes on by resume from every kind of place, and ends like any other', () => {
    const places = [
      'step-started write-node-files',
      'step-ended write-node-files',
      'step-started bring-artifacts 300',
      'step-ended bring-artifacts',
      'step-started start-server 2500',
      'step-ended start-server',
      'step-started join-agents 1500',
    ]
    for (const [turn, place] of places.entries()) {
      const { code, out, err } = site.runKilled(place, turn === 0 ? 'up' : 'resume')
      expect(code, `${place}: ${err}${out}`).toBe(stoppedMidway)
    }
    const { code, out, err } = site.run('resume')
    expect(code, err + out).toBe(0)
    expect(states(site)).toEqual(ready)
    expect(site.stepsLeft()).toEqual([])
    expect(leftovers(site)).toEqual([])
  }, 300_000)
})

describe.skipIf(!hasBareNodes)('a build in which boards lose their power', () => {
  let site: Builder
  beforeAll(() => {
    site = new Builder(bareNodes(4))
    site.describe({ servers: 1 })
  }, 120_000)
  afterAll(() => site?.close())

  /** Starts Bramble, and takes a node's power a while after a step began. */
  async function cutDuring(verb: string, step: string, node: string): Promise<number | null> {
    const [program, ...args] = programOf(join(site.folder, 'bramble.yaml'))
    const child = spawn(program, [...args, verb], { env: site.environment(), stdio: 'ignore' })
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    await eventually(() => begun(step), 200)
    await new Promise((wake) => setTimeout(wake, 1200))
    lab('power', 'off', node)
    return ended
  }

  function begun(step: string): boolean {
    const journal = new DatabaseSync(join(site.stateFolder, 'bramble/bare/journal.db'), {
      readOnly: true,
    })
    try {
      const sql = "SELECT count(*) AS n FROM entries WHERE kind = 'step-started' AND body LIKE ?"
      return Number(journal.prepare(sql).get(`%"${step}"%`)?.['n']) > 0
    } finally {
      journal.close()
    }
  }

  test('stops with the node’s name, and resume ends it once the board is back', async () => {
    expect(await cutDuring('up', 'start-server', 'node1')).toBe(stoppedMidway)
    lab('power', 'on', 'node1')
    await eventually(() => site.on('node1', 'true') === '', 60)
    expect(await cutDuring('resume', 'join-agents', 'node3')).toBe(stoppedMidway)
    expect(site.run('runs').out).toContain('node3')
    lab('power', 'on', 'node3')
    await eventually(() => site.on('node3', 'true') === '', 60)
    const { code, out, err } = site.run('resume')
    expect(code, err + out).toBe(0)
    expect(states(site)).toEqual(ready)
    expect(site.stepsLeft()).toEqual([])
    expect(leftovers(site)).toEqual([])
  }, 420_000)
})
