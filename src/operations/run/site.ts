import { setTimeout as delay } from 'node:timers/promises'
import type { Journal } from '#src/journal/journal.ts'
import type { Clock } from '#src/model/clock.ts'
import type { Observation } from '#src/model/evidence.ts'
import type { Plan, PlannedStep } from '#src/model/plan.ts'
import type { Risk } from '#src/model/plan-reading.ts'
import type { KubernetesDoor } from '#src/transport/kubernetes/door.ts'

/** What somebody who follows a run gets to know, as it happens. */
export type RunEvent =
  | { readonly kind: 'run-started'; readonly run: number; readonly plan: Plan }
  | { readonly kind: 'step-started'; readonly place: number; readonly step: PlannedStep }
  /** One line of what a step does, or of what it waits for. */
  | { readonly kind: 'said'; readonly place: number; readonly text: string }
  | {
      readonly kind: 'waiting'
      readonly place: number
      readonly title: string
      readonly reason: string
    }
  | {
      readonly kind: 'step-ended'
      readonly place: number
      readonly outcome: 'done' | 'failed' | 'stopped' | 'undone'
      /** `verified`: an earlier process had already got there. */
      readonly how: 'applied' | 'verified'
      readonly reason?: string
    }
  | {
      readonly kind: 'run-ended'
      readonly run: number
      readonly outcome: string
      readonly reason?: string
    }

/** What plans are made from. */
export interface PlanningSite {
  /** The name that the journal's folder and every plan carry. */
  readonly cluster: string
  readonly journal: Journal
  readonly clock: Clock
  /** Looks at the cluster now. */
  observe(): Promise<Observation>
}

/** What it takes to change a cluster. */
export interface RunSite extends PlanningSite {
  readonly kube: KubernetesDoor
  /** `pi@desk`: stands in the lock and in every entry. */
  readonly who: string
  readonly pid: number
  events(event: RunEvent): void
  /** Aborts when somebody asks the run to stop at the next good place. */
  readonly stop: AbortSignal
  /** Aborts requests and waits at once; the run then counts as stopped. */
  readonly signal: AbortSignal
  /** A test may make waits shorter. */
  sleep?(milliseconds: number, signal: AbortSignal): Promise<void>
}

/** Asks whoever may say yes. Resolves with who did, or undefined where nobody did. */
export type Approve = (question: {
  readonly digest: string
  readonly plan: Plan
  readonly risk: Risk
}) => Promise<string | undefined>

export async function pause(site: RunSite, milliseconds: number): Promise<void> {
  if (site.sleep) return site.sleep(milliseconds, site.signal)
  await delay(milliseconds, undefined, { signal: site.signal })
}
