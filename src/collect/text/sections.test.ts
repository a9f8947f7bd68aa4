import { describe, expect, test } from 'vitest'
import { sectionsOf } from './sections.ts'

const output = 'May 01 10:00:00 pi01 kernel: it runs'
const read = (prompt: string) => {
  const [section] = sectionsOf(`${prompt}\n${output}`)
  return [section?.command, section?.node, section?.origin]
}

describe('a prompt names the command, and the node where the command speaks of it', () => {
  test.each([
    ['pi@node1:~ $ sudo journalctl -b -1 -u k3s', 'journalctl -b -1 -u k3s', 'node1', 'k3s'],
    ['root@pve:~# dmesg -T | tail', 'dmesg -T | tail', 'pve', 'kernel'],
    ['[root@node1 ~]# journalctl -k', 'journalctl -k', 'node1', 'kernel'],
    ['(venv) pi@node1:~$ dmesg', 'dmesg', 'node1', 'kernel'],
    ['pi@node1 ~> dmesg', 'dmesg', 'node1', 'kernel'],
    ['root@node1:/# journalctl -xeu k3s-agent', 'journalctl -xeu k3s-agent', 'node1', 'k3s'],
    ['pi@node1:~$ kubectl get nodes', 'kubectl get nodes', undefined, undefined],
    ['➜  ~ kubectl get nodes', 'kubectl get nodes', undefined, undefined],
    ['➜  main git:(main) ✗ dmesg', 'dmesg', undefined, 'kernel'],
    ['➜ kubectl get nodes', 'kubectl get nodes', undefined, undefined],
    ['└─$ dmesg', 'dmesg', undefined, 'kernel'],
    ['~ $ dmesg', 'dmesg', undefined, 'kernel'],
    ['/var/log # journalctl -u k3s', 'journalctl -u k3s', undefined, 'k3s'],
    ['PS C:\\Users\\me> kubectl get nodes', 'kubectl get nodes', undefined, undefined],
    ['C:\\> kubectl get pods', 'kubectl get pods', undefined, undefined],
  ])('%s', (prompt, command, node, origin) => {
    expect(read(prompt)).toEqual([command, node, origin])
  })
})

test.each([
  '# the node was well until noon',
  '-> kubectl',
  '/dev/sda1 # a remark',
  'PS: kubectl said nothing',
  'a@b.example wrote:',
  'vcgencmd get_throttled: 0x50000',
  'vcgencmd measure_temp -> 84.1',
  'systemctl show: RuntimeWatchdogUSec=0',
])('%s is no prompt, and no line is lost', (line) => {
  expect(sectionsOf(`${line}\n${output}`)).toEqual([{ from: 0, lines: [line, output] }])
})
