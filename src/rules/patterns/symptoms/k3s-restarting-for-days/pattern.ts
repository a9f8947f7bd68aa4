import { trends } from '#src/model/facts/trends.ts'
import { defineSymptom } from '../../../define-pattern.ts'
import { recurring } from '../../words/recurring.ts'

export default defineSymptom({
  id: 'k3s-restarting-for-days',
  title: 'K3s exits and is started again, day after day',
  severity: 'info',
  stage: 'experimental',
  since: '0.1.0',
  scope: 'cluster',
  reads: { trends },
  rivals: [],
  decides: 'journalctl -u k3s -u k3s-agent --since -14d -g "level=fatal|Main process exited"',
  remedy: 'find-k3s-exit',
  docs: {
    meaning:
      "systemd's own count of automatic restarts of K3s rose on three days or more of the last fortnight, by the figures that Bramble keeps of each look. A restart by hand or by an update does not count there. Between two of them all may look well.",
    impact:
      'Pods run on. On a server the API is away for half a minute each time; what made K3s exit may get worse.',
    diagnosis:
      '`bramble logs {node} --unit k3s --grep level=fatal` shows its last words, on an agent with `--unit k3s-agent`. `bramble trends {node}` shows whether datastore or memory went bad with it.',
    mitigation:
      'Remove what the last words before the exit name. A server that lost its leader lease has a slow datastore or too much to do: `bramble explain slow-datastore-disk`.',
    references: [
      'https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.systemd1.html',
      'https://docs.k3s.io/datastore',
    ],
  },

  match: ({ trends }) => recurring(trends, { series: 'unit-restarts', words: 'K3s was restarted' }),
})
