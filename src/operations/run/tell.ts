import type { RunHappening } from '#src/model/run-event.ts'
import type { RunSite } from './site.ts'

/** Tells whoever follows a run what happens in it, and when. */
export function tell(
  { run, site }: { readonly run: number; readonly site: Pick<RunSite, 'events' | 'clock'> },
  happening: RunHappening,
): void {
  site.events({ run, at: new Date(site.clock.now()).toISOString(), ...happening })
}
