import type { NodePower } from './config/power.ts'

/** `closet port 3`, `house switch.pi03`, `desk` */
export function outletName(power: NodePower): string {
  if (power.entity !== undefined) return `${power.switch} ${power.entity}`
  return power.port === undefined ? power.switch : `${power.switch} port ${power.port}`
}

/** Tells Kubernetes that a node is certainly off: pods go, and volumes are given to others. */
export const outOfServiceTaint = {
  key: 'node.kubernetes.io/out-of-service',
  value: 'nodeshutdown',
  effect: 'NoExecute',
} as const

/** Boot id that the node had when Bramble took its power away: what comes after it is another one. */
export const lastBootAnnotation = 'bramble/boot-before-power-off'

export function isOutOfService({
  taints,
}: {
  readonly taints: readonly { readonly key: string }[]
}): boolean {
  return taints.some(({ key }) => key === outOfServiceTaint.key)
}
