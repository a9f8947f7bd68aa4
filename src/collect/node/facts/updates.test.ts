import { expect, test } from 'vitest'
import { nodeUpdates as fact } from '#src/model/facts/node-updates.ts'
import { nodeUpdates } from './updates.ts'

const moments = { begunAfter: 0, heardBy: 0 }

function read(text: string, status = 0) {
  const answer = { state: 'answered' as const, status, text, truncated: false }
  return nodeUpdates.read(new Map([['updates', answer]]), moments)
}

function updatesIn(text: string) {
  const records = read(`${text}\nall`)
  if (!Array.isArray(records)) throw new Error(JSON.stringify(records))
  return fact.schema.parse(records[0])
}

test('lines of apt 2.6 and 3.0 are read, with what is new and what is a security fix', () => {
  const { upgrades, removals } = updatesIn(`root
Inst libc6 [2.36-9+deb12u4] (2.36-9+deb12u7 Debian:12.6/stable, Debian-Security:12/stable-security [arm64]) []
Inst linux-image-6.12.62+rpt-rpi-v8 (1:6.12.62-1+rpt1 Raspberry Pi Foundation:stable [arm64])
Inst htop [3.2.2-2] (3.2.2-3 Debian:12.6/stable [arm64])
Remv raspberrypi-kernel [1:1.20230405-1]
section libc6 libs
section htop utils`)
  expect(upgrades).toEqual([
    {
      name: 'libc6',
      from: '2.36-9+deb12u4',
      to: '2.36-9+deb12u7',
      security: true,
      section: 'libs',
    },
    { name: 'linux-image-6.12.62+rpt-rpi-v8', to: '1:6.12.62-1+rpt1', security: false },
    { name: 'htop', from: '3.2.2-2', to: '3.2.2-3', security: false, section: 'utils' },
  ])
  expect(removals).toEqual(['raspberrypi-kernel'])
})

test('the age of the lists, and which kernel came after the start, go by the node’s own clock', () => {
  const told = updatesIn(`clock 1800000000
uptime 86400
lists 1799990000
lists 1799996400
kernel 1799000000 6.12.47+rpt-rpi-v8
kernel 1799999000 6.12.62+rpt-rpi-v8
download 1234567`)
  expect(told).toMatchObject({
    root: false,
    listsAgeSeconds: 3600,
    downloadBytes: 1_234_567,
    kernels: [
      { release: '6.12.47+rpt-rpi-v8', sinceBoot: false },
      { release: '6.12.62+rpt-rpi-v8', sinceBoot: true },
    ],
  })
  expect(updatesIn('clock 1800000000').listsAgeSeconds).toBeUndefined()
})

test('trouble, half packages, holds and restarts are told', () => {
  expect(
    updatesIn(`E: Unmet dependencies. Try 'apt --fix-broken install'
half libfoo
half dpkg was interrupted
held vim
reboot-required
reboot-package libc6
reboot-package libc6
old-library sshd
old-library dbus-daemon`),
  ).toMatchObject({
    trouble: "Unmet dependencies. Try 'apt --fix-broken install'",
    halfInstalled: ['libfoo', 'dpkg was interrupted'],
    held: ['vim'],
    rebootRequired: true,
    rebootPackages: ['libc6'],
    usesOldLibraries: ['dbus-daemon', 'sshd'],
  })
})

test.each([
  ['firmware-says BOOTLOADER: up to date', 'up-to-date'],
  ['firmware-says *** UPDATE AVAILABLE ***', 'available'],
  ['firmware staged\nfirmware-says *** UPDATE AVAILABLE ***', 'staged'],
  ['clock 1', undefined],
])('%s', (text, firmware) => expect(updatesIn(text).firmware).toBe(firmware))

test('a node without apt has none, and half an answer is no answer', () => {
  expect(read('', 41)).toMatchObject({ outcome: 'not-applicable' })
  expect(read('root\nclock 1800000000')).toMatchObject({ outcome: 'failed' })
})
