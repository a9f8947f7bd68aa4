import { collectOutlet } from '#src/collect/power/collect-outlet.ts'
import type { Journal } from '#src/journal/journal.ts'
import type { Clock } from '#src/model/clock.ts'
import type { Configuration } from '#src/model/config.ts'
import { usageError } from '#src/model/error.ts'
import type { Evidence } from '#src/model/evidence.ts'
import { powerCuts, powerOutlets } from '#src/model/facts/power.ts'
import { steps } from '#src/steps/index.ts'
import type { PowerDoor } from '#src/transport/power/door.ts'
import type { Outlet } from '#src/transport/power/open.ts'
import { readSecret } from '#src/transport/secret/read-secret.ts'

export interface PowerSource {
  readonly configuration: Configuration | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

/**
 * The way to the power of a node's board.
 *
 * @throws usage errors `power-not-configured`, `secret-missing`
 */
export async function openNodePower(
  node: string,
  source: PowerSource,
  say: (text: string) => void,
): Promise<PowerDoor> {
  const outlet = outletOf(node, source)
  if (!outlet)
    throw usageError(
      'power-not-configured',
      `bramble.yaml does not say what the power of ${node} hangs on.`,
    )
  const { env, signal } = source
  const { openPower } = await import('#src/transport/power/open.ts')
  return openPower(outlet, {
    secret: (reference) => readSecret(reference, { env, signal }),
    env,
    say,
  })
}

interface PowerLook extends PowerSource {
  readonly clock: Clock
  readonly timeoutMilliseconds: number
  readonly journal: Journal
}

/** What the outlets of these nodes say, and how often Bramble took their power away lately. */
export async function lookAtPower(
  nodes: readonly string[],
  look: PowerLook,
): Promise<readonly Evidence[]> {
  const outlets = await Promise.all(nodes.map(async (node) => outletEvidence(node, look)))
  return [...outlets, ...nodes.map((node) => cutsOf(node, look))]
}

function outletEvidence(node: string, look: PowerLook): Evidence | Promise<Evidence> {
  const hanging = outletOf(node, look)
  if (!hanging)
    return {
      id: `node/${node}/power`,
      kind: powerOutlets.kind,
      node,
      source: 'bramble.yaml',
      takenAt: new Date(look.clock.now()).toISOString(),
      outcome: 'not-asked',
      reason: `bramble.yaml does not say what the power of ${node} hangs on`,
      truncated: false,
      redacted: 0,
    }
  return collectOutlet(
    { node, forbidden: whyForbidden(node, look), open: () => openNodePower(node, look, () => {}) },
    { ...look, timeoutMilliseconds: Math.min(look.timeoutMilliseconds, outletMilliseconds) },
  )
}

function whyForbidden(node: string, look: PowerLook): string | undefined {
  const hanging = outletOf(node, look)
  if (hanging?.power.port === undefined || !hanging.switch.never.includes(hanging.power.port))
    return undefined
  return `bramble.yaml names the port under switches.${hanging.power.switch}.never`
}

/** What bramble.yaml says of the power of a node's board; undefined where it says nothing. */
export function outletOf(
  node: string,
  { configuration }: Pick<PowerSource, 'configuration'>,
): Outlet | undefined {
  const power = configuration?.nodes[node]?.power
  const one = power && configuration?.switches[power.switch]
  return power && one && { node, power, switch: one }
}

/** A switch that has not answered by then is no reason to wait for as long as for a slow node. */
const outletMilliseconds = 5000

const withinMilliseconds = 3600_000

/** A step of an earlier version that is not there any more counts as none. */
function cutsPower(id: string): boolean {
  return steps.some((step) => step.id === id && step.cutsPower)
}

function cutsOf(node: string, { journal, clock }: PowerLook): Evidence {
  const since = clock.now() - withinMilliseconds
  const records = journal
    .runs()
    .filter(({ lastAt }) => Date.parse(lastAt) >= since)
    .flatMap(({ id, digest }) => {
      const { plan } = journal.plan(digest)
      return journal.entries({ run: id }).flatMap(({ at, happening }) => {
        if (happening.kind !== 'step-started' || !cutsPower(happening.step)) return []
        const ofNode = plan.steps[happening.place]?.input['node'] === node
        return ofNode && Date.parse(at) >= since ? [{ at, run: id }] : []
      })
    })
  return {
    id: `node/${node}/power-cuts`,
    kind: powerCuts.kind,
    node,
    source: 'journal',
    takenAt: new Date(clock.now()).toISOString(),
    outcome: 'answered',
    records,
    truncated: false,
    redacted: 0,
  }
}
