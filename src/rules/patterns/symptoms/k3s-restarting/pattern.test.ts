import { units } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

const twoStarts = (restarts: number) => [
  log(
    '4m8s   Normal  Starting  node/pi02  Starting kubelet.\n3m57s  Normal  Starting  node/pi02  Starting kubelet.',
    { node: 'pi02' },
  ),
  facts(
    units,
    [
      {
        name: 'k3s-agent.service',
        activeState: 'active',
        subState: 'running',
        restarts,
        result: 'success',
      },
    ],
    'pi02',
  ),
]

testPattern(pattern, {
  finds: [
    {
      name: 'two starts in a row, one of them by systemd itself',
      evidence: twoStarts(1),
      confidence: 'suspected',
      subject: 'node/pi02',
    },
    {
      name: 'a kubelet that starts again and again, in the events of its node',
      confidence: 'suspected',
      evidence: [
        log(
          '  Normal   Starting                 4m8s   kubelet  Starting kubelet.\n  Warning  InvalidDiskCapacity      4m8s   kubelet  invalid capacity 0 on image filesystem\n  Normal   Starting                 3m57s  kubelet  Starting kubelet.',
        ),
      ],
    },
    {
      name: 'a server that exits',
      evidence: [log(read('server.txt'), { node: 'loft' })],
      confidence: 'confirmed',
      subject: 'node/loft',
    },
    {
      name: 'an agent that is killed',
      evidence: [log(read('agent.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'a unit between two starts',
      evidence: [
        facts(
          units,
          [
            {
              name: 'k3s-agent.service',
              activeState: 'activating',
              subState: 'auto-restart',
              restarts: 7,
            },
          ],
          'pi02',
        ),
      ],
      confidence: 'confirmed',
      subject: 'node/pi02',
    },
  ],
  staysQuiet: [
    { name: 'two starts by hand: systemd had no reason to start it again', evidence: twoStarts(0) },
    {
      name: 'a node that was restarted twice in an hour',
      evidence: [
        log(
          '50m Normal Starting node/pi01 Starting kubelet.\n24m Normal Starting node/pi01 Starting kubelet.',
        ),
      ],
    },
    {
      name: 'a unit that somebody stopped',
      rival: 'k3s-service-stopped',
      evidence: [
        log(
          'Stopped k3s.service - Lightweight Kubernetes.\nk3s.service: Main process exited, code=exited, status=0/SUCCESS',
        ),
      ],
    },
    {
      name: 'another unit that exits',
      evidence: [log('snapd.service: Main process exited, code=exited, status=1/FAILURE')],
    },
    {
      name: 'a unit that runs for long',
      evidence: [
        facts(
          units,
          [
            {
              name: 'k3s.service',
              activeState: 'active',
              subState: 'running',
              restarts: 0,
              result: 'success',
            },
          ],
          'pi01',
        ),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a fatal word without its unit',
      evidence: [log('FATA[0000] starting kubernetes: preparing server')],
    },
  ],
})
