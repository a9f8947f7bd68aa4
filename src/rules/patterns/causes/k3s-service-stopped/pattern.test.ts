import { expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import { units } from '#src/model/facts/node.ts'
import { facts, fixture, log, takenAt, testPattern } from '#test/support/pattern.ts'
import { judge } from '../../../judge.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const unit = (parts: {
  activeState: string
  result?: string
  loadState?: string
  unitFileState?: string
}) => facts(units, [{ name: 'k3s-agent.service', ...parts }], 'glen')

testPattern(pattern, {
  finds: [
    ...[
      '  k3s-agent.service   loaded inactive dead    Lightweight Kubernetes',
      'fell: kubelet inactive',
      'rke2-server.service is inactive (dead)',
    ].map((text) => ({
      name: `a unit at rest, in a row or as somebody notes it: ${text.slice(0, 50)}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
    {
      name: 'a cluster in one machine that was paused',
      evidence: [log('host: Running\nkubelet: Stopped\napiserver: Paused')],
      confidence: 'suspected',
    },
    {
      name: 'a unit that is masked',
      evidence: [log('Failed to start k3s-agent.service: Unit k3s-agent.service is masked.')],
      confidence: 'suspected',
    },
    {
      name: 'an orderly stop',
      evidence: [log(read('systemd-252.txt'), { node: 'glen' })],
      confidence: 'suspected',
      subject: 'node/glen',
    },
    {
      name: 'what systemctl shows',
      evidence: [log(read('systemctl-status.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'the kubelet of kubeadm',
      evidence: [
        log(
          '○ kubelet.service - kubelet: The Kubernetes Node Agent\n     Loaded: loaded (/usr/lib/systemd/system/kubelet.service; enabled; preset: enabled)\n     Active: inactive (dead) since Thu 2025-08-28 00:38:35 UTC; 34s ago',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a stop in a journal of another language',
      evidence: [
        log(
          '2月 26 16:22:26 den systemd[1]: Started Lightweight Kubernetes.\n2月 26 16:26:55 den systemd[1]: Stopped Lightweight Kubernetes.',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'an older systemd',
      evidence: [log('systemd[1]: Stopped Lightweight Kubernetes.')],
      confidence: 'suspected',
    },
    {
      name: 'a unit that rests',
      evidence: [unit({ activeState: 'inactive', result: 'success', unitFileState: 'disabled' })],
      confidence: 'confirmed',
      subject: 'node/glen',
    },
  ],
  staysQuiet: [
    {
      name: 'a restart within a second',
      evidence: [
        log(
          'Feb 27 04:00:00 pi02 systemd[1]: Stopping k3s.service - Lightweight Kubernetes...\nFeb 27 04:00:01 pi02 systemd[1]: k3s.service: Deactivated successfully.\nFeb 27 04:00:01 pi02 systemd[1]: Stopped k3s.service - Lightweight Kubernetes.\nFeb 27 04:00:01 pi02 systemd[1]: Started k3s.service - Lightweight Kubernetes.',
        ),
      ],
    },
    ...[
      'k3s: active\nk3s-agent: inactive',
      '● k3s.service - Lightweight Kubernetes\n   Active: active (running) since Tue 2026-03-01\nUnit k3s-agent.service could not be found.',
    ].map((text) => ({
      name: `a server, which has no unit of an agent: ${text.slice(0, 50)}`,
      evidence: [log(text)],
    })),
    {
      name: 'a unit that failed',
      rival: 'k3s-configuration-invalid',
      evidence: [
        log(
          "k3s.service: Main process exited, code=exited, status=1/FAILURE\nk3s.service: Failed with result 'exit-code'.\nStopped k3s.service - Lightweight Kubernetes.",
        ),
      ],
    },
    {
      name: 'a unit that failed, by its facts',
      rival: 'k3s-configuration-invalid',
      evidence: [unit({ activeState: 'failed', result: 'exit-code' })],
    },
    {
      name: 'a server without an agent unit',
      evidence: [unit({ activeState: 'inactive', loadState: 'not-found' })],
    },
    {
      name: 'a unit that runs again',
      evidence: [log(read('systemd-252.txt'), { node: 'glen' }), unit({ activeState: 'active' })],
    },
    {
      name: 'a kubelet that kubeadm started again',
      evidence: [
        log(
          'Feb 26 10:00:01 den systemd[1]: Stopped kubelet: The Kubernetes Node Agent.\nFeb 26 10:00:09 den systemd[1]: Started kubelet: The Kubernetes Node Agent.',
        ),
      ],
    },
    {
      name: 'another unit that rests',
      evidence: [log('○ nginx.service - A web server\n     Active: inactive (dead)')],
    },
    {
      name: 'a stop within the boot before',
      evidence: [log(read('systemd-252.txt'), { node: 'glen', boot: -1 })],
    },
    {
      name: 'a stop within a shutdown',
      rival: 'unclean-node-shutdown',
      evidence: [
        log('Stopped k3s.service - Lightweight Kubernetes.\nsystemd[1]: Reached target Reboot.'),
      ],
    },
    {
      name: 'a log that just ends',
      rival: 'power-loss',
      evidence: [log('k3s[700]: I0210 09:00:00 something ordinary')],
    },
  ],
  cannotTell: [
    ...[
      'Unit k3s-agent.service could not be found.',
      'microk8s is not running. Use microk8s inspect for a deeper inspection.',
    ].map((text) => ({
      name: `open: ${text.slice(0, 50)}`,
      evidence: [log(text)],
    })),
    {
      name: 'a stop and a start without times',
      evidence: [
        log(
          'Stopped k3s.service - Lightweight Kubernetes.\nStarted k3s.service - Lightweight Kubernetes.',
        ),
      ],
    },
  ],
})

test('a server without K3s is worse than an agent without it', () => {
  const severityOf = (name: string) => {
    const rests = facts(units, [{ name, activeState: 'inactive', result: 'success' }], 'glen')
    const index = indexEvidence([rests], pattern.queries, Date.parse(takenAt))
    const [found] = judge([pattern], index).matched
    return found?.match.severity ?? found?.pattern.severity
  }
  expect(severityOf('k3s.service')).toBe('critical')
  expect(severityOf('k3s-agent.service')).toBe('warning')
})
