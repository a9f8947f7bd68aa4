import type { Service } from '#src/model/service.ts'
import { clockTime } from './time.ts'
import type { View } from './view.ts'

/** One line of what is, and what it means where that is no running K3s. */
export function renderService(service: Service, view: View): string {
  const { node, unit, activeState, subState, atBoot, activeSince, inactiveSince } = service
  if (unit === undefined || activeState === undefined)
    return `${node}: not known: ${service.reason ?? 'nothing came'}\n`
  const now = new Date().toISOString()
  const runs = activeState === 'active'
  const since = runs ? activeSince : inactiveSince
  const restarts = service.restarts ? `, restarted ${service.restarts} times` : ''
  const state = `${activeState}${subState === undefined ? '' : ` (${subState})`}`
  const lines = [
    `${node}: ${unit} is ${state}${since === undefined ? '' : ` since ${clockTime(since, now, view)}`}${restarts}; at boot: ${atBoot ?? 'not known'}`,
    ...(runs ? [] : [`its containers may run on`, `next: bramble service start ${node}`]),
  ]
  return `${lines.join('\n')}\n`
}
