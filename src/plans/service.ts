import { restartService } from '#src/steps/restart-service.ts'
import { setServiceAtBoot } from '#src/steps/set-service-at-boot.ts'
import { startService } from '#src/steps/start-service.ts'
import { stopService } from '#src/steps/stop-service.ts'
import type { Draft, Planner } from './draft.ts'
import { type Service, serviceOf, untilReady } from './service-facts.ts'

/** Nothing but the node itself is asked: K3s is started where no API answers. */
export const planServiceStart: Planner = (goal, index, _, around) => {
  const { on, isActive, restsOn } = serviceOf(goal.target, index, around)
  if (isActive) return { steps: [], restsOn }
  const reason = `K3s on ${on.node} is to run again`
  return { steps: [{ step: startService, input: { ...on }, reason }, untilReady(on.node)], restsOn }
}

/** Stops K3s and leaves its containers as they are. */
export const planServiceStop: Planner = (goal, index, _, around) => {
  const { on, isActive, restsOn } = serviceOf(goal.target, index, around)
  if (!isActive) return { steps: [], restsOn }
  const reason = `K3s on ${on.node} is to stop; its containers run on`
  return { steps: [{ step: stopService, input: { ...on }, reason }], restsOn }
}

/** Starts it where it has stopped: no gate need be asked for that. */
export const planServiceRestart: Planner = (goal, index, _, around) => {
  const { on, isActive, restsOn } = serviceOf(goal.target, index, around)
  const reason = `K3s on ${on.node} is to start anew`
  const step = isActive ? restartService : startService
  return { steps: [{ step, input: { ...on }, reason }, untilReady(on.node)], restsOn }
}

export const planServiceEnable: Planner = (goal, index, _, around) =>
  atBoot(true, serviceOf(goal.target, index, around))

export const planServiceDisable: Planner = (goal, index, _, around) =>
  atBoot(false, serviceOf(goal.target, index, around))

function atBoot(enabled: boolean, { on, isEnabled, restsOn }: Service): Draft {
  if (isEnabled === enabled) return { steps: [], restsOn }
  const reason = `K3s on ${on.node} is ${enabled ? '' : 'not '}to start at boot`
  return { steps: [{ step: setServiceAtBoot, input: { ...on, enabled }, reason }], restsOn }
}
