import { expect, test } from 'vitest'
import { because } from '#src/model/verdict.ts'
import { adviceFor, allAdvice } from './advice.ts'

const about = (text: string) => adviceFor([because({ evidence: 'e1' }, text)])

test('a controller that is missing has its own advice, and none of a container', () => {
  const help = about('CGROUPS_CPUSET: missing')
  expect(help).toContain('cgroup_enable=cpuset')
  expect(help).not.toContain('lxc.mount')
})

test('a match of iptables is looked for among the modules', () =>
  expect(about("Couldn't load match `set'")).toContain('linux-modules-extra-raspi'))

test('the page holds what a finding may say', () =>
  expect(allAdvice).toContain(about('on a host using cgroup v1').split('. ').at(-1)))
