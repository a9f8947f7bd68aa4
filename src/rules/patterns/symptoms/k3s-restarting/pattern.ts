import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { units } from '#src/model/facts/node.ts'
import { lines } from '#src/model/line.ts'
import { because, match, noMatch, unknown } from '#src/model/verdict.ts'
import { defineSymptom } from '../../../define-pattern.ts'
import { countOf } from '../../words/control-plane.ts'
import { kubeletStarts, startsInARow } from '../../words/kubelet-starts.ts'
import { sentences } from './told.ts'

const unitName = /(?:k3s|k3s-agent|rke2-server|rke2-agent)\.service/

const exits = lines(
  [
    'Main process exited',
    "Failed with result '",
    'Start request repeated too quickly',
    'Scheduled restart job',
  ],
  /(?:k3s|k3s-agent|rke2-server|rke2-agent)\.service: (?:Main process exited, code=(?:exited, status=[1-9]|killed|dumped)|Failed with result|Start request repeated too quickly|Scheduled restart job)/,
)
/** K3s gives up by design, and its last word is a fatal one. */
const lastWords = lines(
  ['level=fatal', 'FATA[', 'eaderelection lost', 'panic: '],
  /level=fatal|FATA\[\d+\]|eaderelection lost|^panic: |k3s\[\d+\]: panic: /,
  ['k3s', 'system'],
)

const often = 3

export default defineSymptom({
  id: 'k3s-restarting',
  title: 'K3s exits on this node and is started again',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  reads: { units, exits, lastWords, kubeletStarts },
  told: sentences,
  explains: { onSameNode: ['k3s-restarting-for-days'] },
  rivals: [
    {
      cause: 'k3s-service-stopped',
      tell: 'The unit ended in order (`Stopped k3s.service`), and nothing starts it again.',
    },
  ],
  decides: 'journalctl -u k3s -u k3s-agent -n 100 --no-pager',
  remedy: 'find-k3s-exit',
  docs: {
    meaning:
      'systemd starts K3s again whenever it ends with an error. On a server K3s also exits by design when it loses its leader leases, so one slow disk looks like a crash.',
    impact:
      'Containers run on between the restarts; on a server the API is away for that time, and agents turn NotReady.',
    diagnosis:
      'On {node}, `systemctl show k3s -p NRestarts; journalctl -u k3s -u k3s-agent | grep -B5 "Main process exited"`. The line before the exit names the cause.',
    mitigation: 'Remove the cause that the last lines name. Restarting by hand changes nothing.',
    references: ['https://github.com/k3s-io/k3s/issues/587', 'https://docs.k3s.io/faq'],
  },

  match({ units, exits, lastWords, kubeletStarts }) {
    const restarting = units
      .filter((unit) => unitName.test(unit.name) && failing(unit))
      .map((unit) => because(unit, wordsFor(unit)))
    if (restarting.length > 0) return match('confirmed', [...restarting, ...exits, ...lastWords])
    if (exits.length > 0)
      return match(countOf(exits) >= often ? 'confirmed' : 'suspected', [...exits, ...lastWords])
    // systemd counts how often it started the unit by itself: a person's restarts are no exits.
    const starts = units.some(runsAsStarted) ? [] : startsInARow(kubeletStarts)
    if (starts.length > 0) return match('suspected', [...starts, ...lastWords])
    return lastWords.length > 0
      ? unknown('a program ended with a fatal word; whether K3s did, its unit tells', {
          next: 'systemctl show k3s k3s-agent -p NRestarts,Result,ActiveState',
        })
      : noMatch
  },
})

type Unit = z.infer<typeof units.schema> & Origin

function failing({ activeState, subState, restarts = 0, result }: Unit): boolean {
  if (activeState === 'failed' || subState === 'auto-restart') return true
  return restarts >= often && result !== 'success'
}

function runsAsStarted({ name, activeState, restarts, result }: Unit): boolean {
  return unitName.test(name) && activeState === 'active' && restarts === 0 && result === 'success'
}

function wordsFor({ name, activeState, restarts }: Unit): string {
  return `${name} is ${activeState}${restarts === undefined ? '' : ` after ${restarts} restarts`}`
}
