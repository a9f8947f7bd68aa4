import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { units } from '#src/model/facts/node.ts'
import { type LogLine, lines, pastedLines } from '#src/model/line.ts'
import {
  because,
  match,
  noMatch,
  type PatternOutcome,
  type Reason,
  unknown,
} from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { sentences } from './told.ts'

/** K3s and RKE2 run the kubelet themselves; kubeadm has a unit of its own for it. */
const unit = '(?:k3s|k3s-agent|rke2-server|rke2-agent|kubelet)'

/** systemd at the end of an orderly stop; older ones name the description alone. */
const stopped = lines(
  [
    'Stopped k3s',
    'Stopped rke2',
    'Stopped kubelet',
    'Stopped Lightweight Kubernetes',
    'Deactivated successfully',
    'Stopped "Lightweight',
  ],
  new RegExp(
    `Stopped (?:${unit}\\.service|kubelet:|.?Lightweight Kubernetes)|${unit}\\.service: Deactivated successfully`,
  ),
)
const started = lines(
  [
    'Started k3s',
    'Started rke2',
    'Started kubelet',
    'Starting kubelet',
    'Started Lightweight Kubernetes',
    'Starting k3s',
    'Starting Lightweight Kubernetes',
  ],
  new RegExp(
    `Start(?:ed|ing) (?:${unit}\\.service|kubelet|Lightweight Kubernetes)|msg="?Starting k3s`,
  ),
)
/** The same seen from `systemctl status` and its kin. */
const inactive = lines(
  [
    'Active: inactive (dead)',
    'is masked',
    'k3s.service; disabled',
    'k3s-agent.service; disabled',
    'rke2-server.service; disabled',
    'rke2-agent.service; disabled',
  ],
  new RegExp(
    `Active: inactive \\(dead\\)|Unit ${unit}\\.service is masked|${unit}\\.service; disabled`,
  ),
)
const disabled = lines(
  [
    'k3s.service ',
    'k3s-agent.service ',
    'rke2-server.service ',
    'rke2-agent.service ',
    'wants/k3s.service',
    'wants/k3s-agent.service',
  ],
  new RegExp(
    `Unit ${unit}\\.service is masked|^(?:●|○|×|\\*)?\\s*${unit}\\.service|Removed .*${unit}\\.service`,
  ),
)
/** The same in a row of `systemctl list-units`, and as somebody notes it. */
const resting = pastedLines(
  ['inactive'],
  new RegExp(
    `${unit}\\.service\\s+loaded\\s+inactive\\s+dead|(?:^|\\s)${unit}(?:\\.service)?(?: is|:)? inactive(?:\\s*$|[,; ]+(?:\\(?dead|stopped|disabled|since))`,
  ),
)
const active = pastedLines(
  ['active'],
  new RegExp(
    `Active: active \\(running\\)|${unit}\\.service\\s+loaded\\s+active\\s+running|(?:^|\\s)${unit}(?:\\.service)?(?: is|:)? active(?:\\s*$|[,; ])`,
  ),
)
/** There is no unit of that name: another part of K3s is installed here, or none. */
const noUnit = pastedLines(
  ['could not be found'],
  new RegExp(`Unit ${unit}\\.service could not be found`),
)
/** MicroK8s says so of itself when its API server does not answer, whatever the reason. */
const notRunning = pastedLines('microk8s is not running')
/** The same of a cluster in one container or machine: `minikube status`. */
const paused = lines(
  ['piserver: Paused', 'piserver: Stopped', 'ubelet: Stopped'],
  /^\W*(?:a?piserver|k?ubelet): (?:Paused|Stopped)\s*$/,
)
const failed = lines(
  ["Failed with result '", 'Main process exited'],
  new RegExp(
    `${unit}\\.service: (?:Failed with result|Main process exited, code=(?:exited, status=[1-9]|killed, status=9|dumped))`,
  ),
)
/** The whole node went down, in order: K3s went with it. */
const shutdown = lines([
  'System is rebooting',
  'System is powering down',
  'The system will reboot now',
  'The system will power off now',
  'Reached target reboot.target',
  'Reached target poweroff.target',
  'Reached target shutdown.target',
  'Reached target System Shutdown',
  'Reached target Reboot',
  'Reached target Power-Off',
  'Starting Reboot',
  'Starting Power-Off',
])

const eitherUnit = '`systemctl enable --now k3s-agent` (on a server k3s)'

/** @param command what starts it there; on the page for both, since a server's unit is another one */
function cure(command: string): string {
  return `Ask whether it was meant. If not, \`bramble service start {node}\` and \`bramble service enable {node}\`, or there ${command}, and see the node turn Ready within a minute.`
}

/** Where the evidence names both units, or neither, the reader has to know. */
function startOf(reasons: readonly Reason[]): string {
  const units = new Set(
    reasons.flatMap(({ text }) => /\bk3s(?:-agent)?(?=\.service\b)/.exec(text) ?? []),
  )
  const [only] = units
  return units.size === 1 ? `\`systemctl enable --now ${only}\`` : eitherUnit
}

export default definePattern({
  id: 'k3s-service-stopped',
  title: 'K3s was stopped on this node; it did not fail',
  severity: 'warning',
  stage: 'stable',
  since: '0.1.0',
  told: sentences,
  reads: {
    units,
    stopped,
    started,
    inactive,
    disabled,
    paused,
    resting,
    active,
    noUnit,
    notRunning,
    failed,
    shutdown,
  },
  explains: {
    onSameNode: ['node-silent', 'pods-not-well', 'volume-degraded'],
    anywhere: [
      'api-not-ready',
      'server-unreachable-from-agent',
      'apiserver-overload-tls-timeouts',
      'etcd-quorum-or-member',
      'volume-attached-elsewhere',
    ],
  },
  rivals: [
    {
      cause: 'power-loss',
      tell: 'The log ends without any word of an end.',
    },
    {
      cause: 'k3s-configuration-invalid',
      tell: 'The unit failed: `Failed with result`, and the line before names a flag.',
    },
    {
      cause: 'unclean-node-shutdown',
      tell: 'The whole node was shut down: `Reached target … Shutdown`.',
    },
  ],
  remedy: 'service',
  docs: {
    meaning:
      'Somebody, or a program, stopped or disabled the unit in order. The containers run on without it, but nobody reports the node any more.',
    impact:
      'The node is NotReady, and after five minutes its pods are started elsewhere, while the old ones still run here.',
    diagnosis:
      'On {node}: `systemctl status k3s k3s-agent; systemctl is-enabled k3s k3s-agent`. Who did it: `journalctl -u k3s-agent -n 20; last; history`.',
    mitigation: cure(eitherUnit),
    references: [
      'https://docs.k3s.io/upgrades/killall',
      'https://www.freedesktop.org/software/systemd/man/latest/systemctl.html',
    ],
  },
  advise: (reasons) => cure(startOf(reasons)),

  match(evidence) {
    const { units, stopped, started, inactive, disabled, paused, failed, shutdown } = evidence
    const idle = units.filter(isResting)
    const running = units.some(
      ({ name, activeState }) => unitName.test(name) && activeState === 'active',
    )
    if (running) return noMatch
    const said: Reason[] = [...stopped, ...(disabled.length > 0 ? inactive : []), ...paused]
    if (evidence.active.length === 0) said.push(...evidence.resting)
    if (idle.length > 0)
      return match('confirmed', [...idle.map((one) => because(one, wordsFor(one))), ...said], {
        // Without its server the cluster has no API, or one less to lose.
        ...(idle.some(({ name }) => serverUnit.test(name)) && { severity: 'critical' }),
      })
    // A unit that failed is no orderly stop, and a node that shut down took K3s along.
    if (failed.length + shutdown.length > 0) return noMatch
    if (said.length === 0) return ask(evidence)
    return ended(stopped, started, said)
  },
})

function ask({
  active,
  noUnit,
  notRunning,
}: Record<'active' | 'noUnit' | 'notRunning', readonly LogLine[]>): PatternOutcome {
  if (noUnit.length > 0 && active.length === 0)
    return unknown(
      'there is no unit of that name here: a server has k3s, an agent k3s-agent, and a node without either was never set up or was cleaned',
      {
        next: "systemctl list-unit-files 'k3s*' 'rke2*' 'kubelet*' 'snap.microk8s*'; ls /usr/local/bin",
      },
    )
  return notRunning.length > 0
    ? unknown(
        'MicroK8s says that it does not run: somebody stopped it, or its API server does not come up',
        {
          next: 'snap services microk8s; sudo microk8s inspect; journalctl -u snap.microk8s.daemon-kubelite -n 50',
        },
      )
    : noMatch
}

/** Whether the stop was the last word, as far as the log's times tell. */
function ended(
  stopped: readonly LogLine[],
  started: readonly LogLine[],
  said: readonly Reason[],
): PatternOutcome {
  // What ended with an earlier boot was started again by this one.
  const now = stopped.filter(({ boot = 0 }) => boot === 0)
  if (stopped.length > 0 && now.length === 0) return noMatch
  if (started.length === 0 || lastOf(now) > lastOf(started)) return match('suspected', said)
  // A journal that tells seconds has the end of a restart and its start in one.
  if (lastOf(started) >= lastOf(now) && lastOf(now) > 0) return noMatch
  return unknown('K3s was stopped, and the log does not tell whether it was started again', {
    next: 'systemctl status k3s k3s-agent',
  })
}

type Unit = z.infer<typeof units.schema> & Origin

const unitName = new RegExp(`^${unit}(?:\\.service)?$`)
const serverUnit = /^(?:k3s|rke2-server)(?:\.service)?$/

/** Inactive after a success: neither failed nor on its way. A unit that is not there is no stop. */
function isResting({ name, activeState, loadState = 'loaded', result = 'success' }: Unit): boolean {
  return (
    unitName.test(name) &&
    activeState === 'inactive' &&
    loadState !== 'not-found' &&
    result === 'success'
  )
}

function wordsFor({ name, unitFileState, inactiveSince }: Unit): string {
  return `${name} is inactive${unitFileState ? ` and ${unitFileState}` : ''}${inactiveSince ? ` since ${inactiveSince}` : ''}`
}

function lastOf(found: readonly LogLine[]): number {
  return Math.max(0, ...found.map((line) => line.lastAt ?? 0))
}
