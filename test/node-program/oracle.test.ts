import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import os from 'node:os'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Piece } from '#src/collect/node/evidence.ts'
import { allQuestions } from '#src/collect/node/program/node-program.ts'
import { readAnswers } from '#src/collect/node/read-answers.ts'
import { runSections, shells } from './run.ts'

/** What another program on this machine says. */
function ask(command: string): string {
  return spawnSync('sh', ['-c', command], { encoding: 'utf8' }).stdout.trim()
}

/** Steady figures may move a little between two looks. */
function near(value: unknown, other: number, share = 0.02): void {
  expect(Math.abs(Number(value) - other)).toBeLessThanOrEqual(Math.abs(other) * share)
}

/** Inside a chroot the mount table shows nothing of the folder that is its root. */
const hasRoot = / \/ /.test(readFileSync('/proc/mounts', 'utf8'))

describe.skipIf(!hasRoot).each(shells)(
  'facts that the program in $name finds on this machine',
  (shell) => {
    let pieces: Piece[] = []
    let startedAt = 0
    let bytes = 0
    const records = (kind: string): Record<string, unknown>[] =>
      (pieces.find((piece) => piece.kind === kind)?.records ?? []) as Record<string, unknown>[]

    beforeAll(() => {
      if (shell.absent !== undefined) return
      startedAt = Date.now()
      const output = runSections(shell, allQuestions.sections)
      bytes = output.bytes
      pieces = readAnswers(output.answers, { begunAfter: startedAt, heardBy: Date.now() })
    })

    const test = it.skipIf(shell.absent !== undefined)

    test('are all answered, or say why not', () => {
      expect(bytes).toBeLessThan(1_000_000)
      for (const { outcome, reason = '', name } of pieces)
        expect([name, outcome === 'answered' || reason !== '']).toEqual([name, true])
      const failed = pieces.filter(({ outcome }) => outcome === 'failed' || outcome === 'silent')
      // A machine without a running systemd has no units and no journal to show.
      const system = /^(?:units|journal-storage|log\/)/
      expect(failed.filter(({ name }) => !system.test(name)).map(({ name }) => name)).toEqual([])
    })

    test('name the machine as the operating system does', () => {
      const [identity] = records('node-identity')
      expect(identity).toMatchObject({
        hostname: os.hostname(),
        kernelRelease: os.release(),
        cpuCount: os.cpus().length,
        architecture: ask('uname -m'),
        bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
      })
      near(identity?.uptimeSeconds, os.uptime(), 0.05)
      if (shell.tools === undefined)
        expect(identity?.pageSizeBytes).toBe(Number(ask('getconf PAGE_SIZE')))
    })

    test('measure memory and load', () => {
      const [memory] = records('memory')
      expect(memory?.totalBytes).toBe(os.totalmem())
      near(memory?.availableBytes, os.freemem(), 0.3)
      const [load] = records('load')
      expect(Math.abs(Number(load?.fifteen) - (os.loadavg()[2] ?? 0))).toBeLessThan(1)
      expect(load?.cpuCount).toBe(os.cpus().length)
      expect(load?.blockedProcesses).toHaveLength(2)
    })

    test('list the mounts that /proc/mounts lists, with the same ro or rw', () => {
      const seen = new Map(records('mounts').map((mount) => [mount.target, mount]))
      const table = readFileSync('/proc/mounts', 'utf8').trim().split('\n')
      expect(table.length).toBeGreaterThan(3)
      for (const line of table) {
        const [, target = '', type, options = ''] = line.split(' ')
        if (/^\/run\/(?:k3s\/)?containerd|^\/run\/netns|\\/.test(target)) continue
        const mount = seen.get(target)
        expect(mount, target).toBeDefined()
        const [mode = ''] = options.split(',')
        if (table.filter((other) => other.split(' ')[1] === target).length === 1) {
          expect(mount?.type).toBe(type)
          expect(mount?.options).toContain(mode)
        }
      }
    })

    test('measure file systems as df does', () => {
      const root = records('filesystems').find(({ target }) => target === '/')
      const [size = '', used = '', percent = ''] = ask(
        'df -B1 --output=size,used,pcent / | tail -1',
      ).split(/\s+/)
      expect(root?.sizeBytes).toBe(Number(size))
      near(root?.usedBytes, Number(used))
      expect(Math.abs(Number(root?.usedPercent) - Number.parseInt(percent, 10))).toBeLessThan(2)
      const inodes = Number.parseInt(ask('df --output=ipcent / | tail -1'), 10)
      expect(Math.abs(Number(root?.inodesUsedPercent) - inodes)).toBeLessThan(2)
    })

    test('list block devices as lsblk does', ({ skip }) => {
      const listed = JSON.parse(
        ask('lsblk -b -J -l -o NAME,TYPE,SIZE') || '{"blockdevices":[]}',
      ) as {
        blockdevices: { name: string; type: string; size: number }[]
      }
      const disks = listed.blockdevices.filter(({ name }) => !name.startsWith('ram'))
      if (disks.length === 0) skip('no lsblk here, or no block device')
      const seen = new Map(records('block-devices').map((device) => [device.name, device]))
      for (const { name, type, size } of disks) {
        // Loop devices of other tests come and go between the two looks.
        if (type === 'loop' && !seen.has(name)) continue
        expect(seen.get(name), name).toMatchObject({ kind: type, sizeBytes: size })
      }
    })

    test('find this clock right, within the doubt they state', () => {
      const [time] = records('time-sync')
      expect(Math.abs(Number(time?.offsetSeconds))).toBeLessThanOrEqual(
        Number(time?.uncertaintySeconds) + 0.01,
      )
      expect(Math.abs(Date.parse(String(time?.clockAt)) - startedAt)).toBeLessThan(20_000)
    })

    test('name the kernel’s command line and cgroups', () => {
      const [settings] = records('kernel-settings')
      expect(settings?.commandLine).toEqual(
        readFileSync('/proc/cmdline', 'utf8').trim().split(/\s+/).slice(0, 200),
      )
      const version = ask('stat -f -c %T /sys/fs/cgroup') === 'cgroup2fs' ? 2 : 1
      expect(settings?.cgroupVersion).toBe(version)
      expect(settings?.cgroupControllers).toContain('memory')
    })
  },
)
