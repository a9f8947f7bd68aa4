import { lines, pastedLines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** rancher/remotedialer on the server: nothing came from an agent any more. One that stops says so, and is no matter. */
  tunnelBroke: lines(
    'error in remotedialer server',
    /error in remotedialer server \[\d+\]: .*(?:i\/o timeout|connection timed out|no route to host)/,
  ),
  /** The same client; a server says so while it starts, and a balancer with nobody behind it always. */
  notReady: lines('/cacerts: ', /\/cacerts: \d{3} Service Unavailable/),
  /** systemd waits for an agent to say that it is up, which it does when a server has let it in. */
  startsForLong: pastedLines(
    'Active: activating (start) since',
    /Active: activating \(start\) since .*; (?:\d+(?:min|h|day)|\d+ days?|[6-9]\ds)\b.*ago/,
  ),
  agentUnit: pastedLines(
    ['k3s-agent', 'k3s agent', 'rke2-agent', 'rke2 agent'],
    /\b(?:k3s|rke2)[- ]agent\b/,
  ),
  /** Each API server writes down, at its start, where the others reach it (controlplane/reconcilers). */
  announced: pastedLines('Resetting endpoints for master service'),
}

export type Questions = Read<typeof questions>

/** What is asked where nothing else was heard. */
export function ask(found: Questions): PatternOutcome {
  if (found.tunnelBroke.length > 0)
    return unknown(
      'the tunnel of an agent fell silent: its node is off, hangs or restarts, or the way to it is cut',
      {
        next: 'kubectl get nodes -o wide; ping ADDRESS; on that node: journalctl -u k3s-agent -n 50; uptime',
      },
    )
  if (found.notReady.length > 0)
    return unknown(
      'whoever answers at that address is not ready: a server that starts, or a balancer with no server behind it',
      { next: 'on the server: systemctl status k3s; curl -vk https://127.0.0.1:6443/cacerts' },
    )
  if (found.startsForLong.length > 0 && found.agentUnit.length > 0)
    return unknown(
      'the agent has been starting for long: it waits for its server, which it does not reach or which does not let it in',
      {
        next: 'journalctl -u k3s-agent -n 20; cat /etc/systemd/system/k3s-agent.service.env; curl -vk --max-time 5 https://SERVER:6443/cacerts',
      },
    )
  if (found.announced.length > 0)
    return unknown(
      'a server told all others to reach it at this address, as each start does: is it the one that they can reach?',
      {
        next: 'kubectl get endpoints kubernetes; kubectl get nodes -o wide; grep -rE "node-ip|advertise-address" /etc/rancher/k3s /etc/systemd/system/k3s.service*',
      },
    )
  return noMatch
}
