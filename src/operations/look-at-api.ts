import { collectKubernetes } from '#src/collect/kubernetes/collect.ts'
import { redactText } from '#src/collect/redact/redact.ts'
import { systemClock } from '#src/model/clock.ts'
import type { Observation } from '#src/model/evidence.ts'
import type { KubernetesDoor } from '#src/transport/kubernetes/door.ts'
import type { LookOptions } from './look-options.ts'

/** What plans, gates and questions before a change are made from: the API's whole view, or these kinds of it. */
export async function lookAtApi(
  kube: KubernetesDoor,
  cluster: string,
  { timeoutMilliseconds, signal }: Pick<LookOptions, 'timeoutMilliseconds' | 'signal'>,
  kinds?: readonly string[],
): Promise<Observation> {
  const takenAt = new Date(systemClock.now()).toISOString()
  const { evidence, coverage } = await collectKubernetes(kube, {
    clock: systemClock,
    deadlineMilliseconds: timeoutMilliseconds,
    signal,
    redact: redactText,
    forPlans: true,
    kinds,
  })
  return {
    schema: 'bramble/observation/1',
    cluster,
    takenAt,
    evidence: [...evidence],
    coverage: [...coverage],
  }
}
