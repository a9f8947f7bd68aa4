import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Autopsy } from '#src/model/autopsy.ts'
import {
  type Answer,
  brambleFor,
  canBreak,
  eventually,
  inventoryFile,
  jsonOf,
  lab,
  onNode,
  readInventory,
  readyOf,
} from '#test/support/lab.ts'
import { allReady, forgetAll, keepJournal } from '#test/support/lab-faults.ts'

/**
 * Why a real node went down. The truth is what the test did to it; the oracles are the node's boot
 * id, kubectl, and whether it keeps its journal.
 */
describe.skipIf(inventoryFile === undefined || !canBreak)('an autopsy of a real node', () => {
  const inventory = readInventory()
  const names = inventory.nodes.map(({ name }) => name).sort()
  const [, second = '', third = '', fourth = ''] = names
  let bramble: (...args: readonly string[]) => Answer

  const autopsyOf = (node: string) => jsonOf<Autopsy>(bramble, 'autopsy', node)
  const bootOf = (node: string) => onNode(node, 'cat /proc/sys/kernel/random/boot_id').trim()
  const wordsOf = ({ testimonies }: Pick<Autopsy, 'testimonies'>) =>
    testimonies.map(({ witness, text }) => `${witness}: ${text}`).join('\n')
  const isPersistent = (node: string) =>
    onNode(node, 'ls /var/log/journal/*/system.journal 2>/dev/null || true').trim() !== ''

  /** It runs with another boot id, and its kubelet is heard. */
  async function untilBack(node: string, before: string): Promise<void> {
    await eventually(() => bootOf(node) !== before && readyOf(node) === 'True', 120)
  }

  beforeAll(() => {
    bramble = brambleFor(inventory)
    forgetAll(names)
    for (const node of names) keepJournal(node, node === third)
  })

  afterAll(async () => {
    for (const node of names) {
      lab('power', 'on', node)
      lab('fault', node, 'clear')
    }
    await eventually(() => allReady(names), 120)
    keepJournal(third, false)
  }, 180_000)

  test('that lost its power: dark now, and no hang; afterwards unknown without a journal', async () => {
    expect(isPersistent(fourth)).toBe(false)
    const before = bootOf(fourth)
    lab('power', 'off', fourth)
    const dark = autopsyOf(fourth)
    expect(dark.question).toBe('silent-now')
    // Nobody can tell yet whether the board, its power or its cable is gone.
    expect(['unknown', 'power', 'panic', 'cut-off'], wordsOf(dark)).toContain(dark.verdict.ending)
    expect(dark.verdict.confidence).not.toBe('confirmed')
    lab('power', 'on', fourth)
    await untilBack(fourth, before)
    const after = autopsyOf(fourth)
    expect(after.question).toBe('end')
    expect(after.lost.map(({ what }) => what).join()).toContain('journal')
    const thought = [after.verdict.ending, ...after.verdict.candidates]
    expect(thought, wordsOf(after)).toContain('power')
    expect(after.verdict.ending).not.toBe('shutdown')
  }, 240_000)

  /** No other node has started within the minute that makes one suspect what they share. */
  const startedAlone = (node: string) =>
    names
      .filter((name) => name !== node)
      .every((name) => Number(onNode(name, 'ps -o etimes= -p 1')) > 90)

  // What was written is on the disk before the end, as on a board that syncs now and then.
  const syncJournal = (node: string) => onNode(node, 'logger at work; sudo journalctl --sync')

  test('that stopped alone and keeps its journal: a panic, a hang or the power, and nothing else', async () => {
    expect(isPersistent(third)).toBe(true)
    await eventually(() => startedAlone(third), 120)
    const before = bootOf(third)
    syncJournal(third)
    lab('fault', third, 'panic')
    lab('power', 'on', third)
    await untilBack(third, before)
    const { verdict, boots, testimonies } = autopsyOf(third)
    // A journal that ends in mid-work tells these not apart; memory, disks and shutdowns leave words.
    expect(verdict.ending, wordsOf({ testimonies })).toBe('unknown')
    expect(verdict.candidates).toEqual(['panic', 'hang', 'power'])
    expect(boots.find(({ index }) => index === -1)?.ending).toBe('cut')
  }, 300_000)

  test('that stopped while another was restarted in order: that says nothing of the power', async () => {
    const before = [second, third].map(bootOf)
    onNode(second, 'sudo systemctl reboot || true')
    await untilBack(second, before[0] ?? '')
    // The nodes share one kernel, so that one's last words stand in the other's journal, too.
    onNode(third, 'for i in $(seq 100); do echo at work $i; done | logger')
    syncJournal(third)
    lab('fault', third, 'panic')
    lab('power', 'on', third)
    await untilBack(third, before[1] ?? '')
    expect(Number(onNode(second, 'ps -o etimes= -p 1'))).toBeLessThan(60)
    const { verdict, testimonies } = autopsyOf(third)
    expect(verdict.ending, wordsOf({ testimonies })).toBe('unknown')
    expect(verdict.candidates).toEqual(['panic', 'hang', 'power'])
  }, 240_000)

  test('that lost its power together with another: the power, by the other’s start', async () => {
    const before = [third, fourth].map(bootOf)
    syncJournal(third)
    for (const node of [third, fourth]) lab('power', 'off', node)
    for (const node of [third, fourth]) lab('power', 'on', node)
    for (const [turn, node] of [third, fourth].entries()) await untilBack(node, before[turn] ?? '')
    const { verdict, testimonies } = autopsyOf(third)
    expect(verdict.ending, wordsOf({ testimonies })).toBe('power')
    expect(verdict.confidence).toBe('suspected')
    expect(testimonies.find(({ witness }) => witness === 'others-stopped')?.text).toContain(fourth)
  }, 240_000)

  test.each([
    ['keeps its journal', third, 'confirmed'],
    ['keeps its journal in memory', second, 'suspected'],
  ] as const)(
    'that was restarted in order and %s',
    async (_, node, confidence) => {
      const before = bootOf(node)
      onNode(node, 'sudo systemctl reboot || true')
      await untilBack(node, before)
      const autopsy = autopsyOf(node)
      expect(autopsy.verdict.ending, wordsOf(autopsy)).toBe('shutdown')
      expect(autopsy.verdict.confidence).toBe(confidence)
      expect(autopsy.verdict.severity).toBe('info')
    },
    240_000,
  )

  test('that was only cut off: it did not go down, during and afterwards', async () => {
    const before = bootOf(fourth)
    lab('fault', fourth, 'partition')
    await eventually(() => readyOf(fourth) === 'Unknown', 90)
    const during = autopsyOf(fourth)
    expect(during.question).toBe('silence')
    expect(during.verdict.ending, wordsOf(during)).toBe('cut-off')
    lab('fault', fourth, 'clear')
    await eventually(() => readyOf(fourth) === 'True', 90)
    const after = autopsyOf(fourth)
    expect(after.verdict.ending, wordsOf(after)).toBe('cut-off')
    expect(after.backAt).toBeDefined()
    expect(bootOf(fourth)).toBe(before)
  }, 240_000)
})
