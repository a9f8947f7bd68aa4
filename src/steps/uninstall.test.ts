import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { uninstallProgram } from './uninstall.ts'

/**
 * The program with a real shell, on a board whose root is a folder: its absolute paths are put
 * below that, and systemctl and K3s's scripts are small ones that write down what they were told.
 */
const machine = 'a'.repeat(32)
const photos = '/var/lib/rancher/k3s/storage/pvc-1_default_photos'
let root = ''

function put(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
  chmodSync(join(root, path), mode)
}

const script = (path: string, text: string) =>
  put(path, `#!/bin/sh\necho "\${0##*/} $*" >> ${root}/said\n${text}`, 0o755)

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bramble-uninstall-'))
  put('/etc/machine-id', `${machine}\n`)
  put('/proc/self/mounts', '/dev/mmcblk0p2 / ext4 rw 0 0\n')
  put('/var/lib/rancher/k3s/server/db/state.db', 'rows')
  put('/var/lib/kubelet/pods/1/volumes/x', 'x')
  put('/var/lib/longhorn/replicas/pvc-2/volume.meta', '{}')
  put('/etc/sysctl.d/90-bramble.conf', '# Kept by Bramble. x\n')
  put('/etc/sysctl.d/90-bramble.conf.before-bramble', 'mine\n')
  script('/bin/systemctl', 'case "$*" in "is-active"*) [ -e "$0.active" ] ;; esac\n')
  script('/bin/k3s-killall.sh', '')
  script('/bin/k3s-uninstall.sh', `rm -rf ${root}/var/lib/rancher/k3s\nrm -f "$0"\n`)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function uninstall(...args: string[]): string {
  const here = uninstallProgram.replaceAll(
    /(?<![\w.*\]])\/(?=(?:etc|var|proc|sys|usr)\/)/g,
    `${root}/`,
  )
  const agreed = args.slice(3).map((path) => root + path)
  const env = { PATH: `${join(root, 'bin')}:/usr/bin:/bin` }
  const words = ['-eu', '-c', here, 'sh', ...args.slice(0, 3), ...agreed]
  const { status, stderr } = spawnSync('/bin/sh', words, { env, encoding: 'utf8' })
  return status === 0 ? 'done' : stderr
}

const said = () => (existsSync(join(root, 'said')) ? readFileSync(join(root, 'said'), 'utf8') : '')
const there = (path: string) => existsSync(join(root, path))

test('K3s stops, its containers end, and only then its script deletes', () => {
  expect(uninstall(machine, 'running', 'keep')).toBe('done')
  const acts = said()
    .split('\n')
    .filter((line) => !line.includes('is-active'))
  expect(acts).toEqual([
    'systemctl disable -q --now k3s-agent.service',
    'systemctl disable -q --now k3s.service',
    'k3s-killall.sh ',
    'k3s-uninstall.sh ',
    'systemctl daemon-reload',
    '',
  ])
  for (const path of ['/var/lib/rancher/k3s', '/var/lib/kubelet']) expect(there(path)).toBe(false)
  expect(readdirSync(join(root, '/etc/sysctl.d'))).toEqual(['90-bramble.conf'])
  expect(readFileSync(join(root, '/etc/sysctl.d/90-bramble.conf'), 'utf8')).toBe('mine\n')
  expect(there('/var/lib/longhorn/replicas/pvc-2/volume.meta')).toBe(true)
  // Once more, as after a cut: nothing is left to do, and what came back stays.
  expect(uninstall(machine, 'running', 'wipe')).toBe('done')
  expect(there('/etc/sysctl.d/90-bramble.conf')).toBe(true)
  expect(there('/var/lib/longhorn')).toBe(true)
  expect(there('/var/lib/longhorn/replicas')).toBe(false)
})

/** Each alone keeps everything where it is. */
const refusals: [string, string, () => void, string[]][] = [
  ['another board', 'another board answers', () => {}, ['b'.repeat(32), 'running', 'keep']],
  [
    'K3s runs again',
    'runs again',
    () => put('/bin/systemctl.active', ''),
    [machine, 'stopped', 'keep'],
  ],
  [
    'K3s does not stop',
    'does not stop',
    () => put('/bin/systemctl.active', ''),
    [machine, 'running', 'keep'],
  ],
  [
    'a volume is in use',
    'pvc-7',
    () => put('/sys/class/iscsi_session/session1/targetname', 'iqn.2019-10.io.longhorn:pvc-7\n'),
    [machine, 'running', 'keep'],
  ],
  [
    'a local volume that nobody agreed to lose',
    'pvc-1_default_photos',
    () => put(`${photos}/a.jpg`, 'photo'),
    [machine, 'running', 'keep', `${photos}-old`],
  ],
  [
    'a mount is left',
    'still mounted',
    () => {
      const path = join(root, '/var/lib/kubelet/pods/1/volumes/x')
      // Only killall shows it: until then it is an ordinary mount of a pod.
      put('/proc/self/mounts', `/dev/sda ${path} ext4 rw 0 0\n`)
    },
    [machine, 'running', 'keep'],
  ],
]
test.each(refusals)('%s: nothing is deleted', (_, words, spoil, args) => {
  spoil()
  expect(uninstall(...args)).toContain(words)
  expect(said()).not.toContain('uninstall')
  expect(there('/var/lib/rancher/k3s/server/db/state.db')).toBe(true)
  expect(there('/etc/sysctl.d/90-bramble.conf.before-bramble')).toBe(true)
})

test('a local volume that somebody agreed to lose goes', () => {
  put(`${photos}/a.jpg`, 'photo')
  expect(uninstall(machine, 'running', 'keep', photos)).toBe('done')
  expect(there(photos)).toBe(false)
})

test('a script of K3s that fails ends it there', () => {
  script('/bin/k3s-uninstall.sh', 'exit 3\n')
  expect(uninstall(machine, 'running', 'keep')).toContain('k3s-uninstall.sh ended with 3')
  expect(there('/var/lib/rancher/k3s/server/db/state.db')).toBe(true)
})
