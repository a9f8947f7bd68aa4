import { expect, test } from 'vitest'
import { kernelPassedOver, rebootReasons } from './reboot-reasons.ts'

const quiet = { kernels: [], rebootRequired: false, rebootPackages: [], usesOldLibraries: [] }
const since = (release: string, sinceBoot = true) => ({ release, sinceBoot })

test.each([
  ['a newer one of the same flavour', '6.12.47+rpt-rpi-2712', '6.12.62+rpt-rpi-2712', true],
  ['a newer one of another flavour', '6.12.47+rpt-rpi-2712', '6.12.62+rpt-rpi-v8', false],
  ['the running one', '6.12.47+rpt-rpi-v8', '6.12.47+rpt-rpi-v8', false],
  ['an older one', '6.12.47+rpt-rpi-v8', '6.6.51+rpt-rpi-v8', false],
  ['a number of two digits', '6.12.9+rpt-rpi-v8', '6.12.10+rpt-rpi-v8', true],
  ['Debian’s next number', '6.1.0-25-arm64', '6.1.0-26-arm64', true],
  ['Debian’s kernel for clouds', '6.1.0-25-arm64', '6.1.0-26-cloud-arm64', false],
  ['Ubuntu’s next number', '6.8.0-1010-raspi', '6.8.0-1011-raspi', true],
])('%s', (_, running, installed, needed) => {
  const reasons = rebootReasons({ ...quiet, kernels: [since(installed)] }, running)
  expect(reasons).toEqual(needed ? [`kernel ${installed} waits`] : [])
})

test('a kernel that was there at the last start was passed over, and is no reason', () => {
  const kernels = [since('6.12.62+rpt-rpi-v8', false)]
  expect(rebootReasons({ ...quiet, kernels }, '6.12.47+rpt-rpi-v8')).toEqual([])
  expect(kernelPassedOver({ kernels }, '6.12.47+rpt-rpi-v8')).toBe('6.12.62+rpt-rpi-v8')
  expect(kernelPassedOver({ kernels }, '6.12.62+rpt-rpi-v8')).toBeUndefined()
})

test('what asks for a restart, and who uses old libraries, is said by name', () => {
  expect(
    rebootReasons(
      {
        ...quiet,
        rebootRequired: true,
        rebootPackages: ['libc6', 'dbus'],
        usesOldLibraries: ['sshd'],
      },
      undefined,
    ),
  ).toEqual(['a restart is asked for by libc6, dbus', 'replaced libraries are still used by sshd'])
})
