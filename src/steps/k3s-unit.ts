import * as z from 'zod'
import { clusterError } from '#src/model/error.ts'
import { systemdTime } from '#src/model/systemd-time.ts'
import type { StepContext } from './define-step.ts'

/** A node and the unit that K3s runs in there. */
export const unitOnNode = {
  node: z.string().min(1),
  unit: z.enum(['k3s.service', 'k3s-agent.service']),
}

export interface UnitOnNode {
  readonly node: string
  readonly unit: 'k3s.service' | 'k3s-agent.service'
}

/** What was true of the unit before; undo goes back to it. */
export const unitBefore = z.object({
  active: z.boolean(),
  enabled: z.boolean(),
  /** When it started last; absent where it never did. */
  activeSince: z.string().optional(),
})
export type UnitBefore = z.infer<typeof unitBefore>

/** systemd gives K3s 90 s to end, and as long to start what it says is started. */
const patienceMilliseconds = 150_000

/** How long K3s may take to be up: a server on an SD card reads its datastore first. */
export const startsWithinSeconds = 180

export async function unitNow(
  { node, unit }: UnitOnNode,
  { node: shellOf }: Pick<StepContext, 'node'>,
): Promise<UnitBefore> {
  const said = await shellOf(node).run(
    'TZ=UTC systemctl show -p LoadState,ActiveState,UnitFileState,ActiveEnterTimestamp "$1"',
    [unit],
  )
  const fields = new Map(
    said.split('\n').map((line) => {
      const [name = '', ...rest] = line.split('=')
      return [name, rest.join('=')] as const
    }),
  )
  if (fields.get('LoadState') === 'not-found')
    throw clusterError('service-absent', `${node} has no ${unit} any more.`, {
      next: `\`bramble service status ${node}\` says what is there.`,
    })
  const activeSince = systemdTime(fields.get('ActiveEnterTimestamp'))
  return {
    active: fields.get('ActiveState') === 'active',
    enabled: fields.get('UnitFileState') === 'enabled',
    ...(activeSince !== undefined && { activeSince }),
  }
}

/** Of each node, under its name. */
export async function unitsNow(
  all: readonly UnitOnNode[],
  context: Pick<StepContext, 'node'>,
): Promise<Readonly<Record<string, UnitBefore>>> {
  const units = await Promise.all(
    all.map(async (on) => [on.node, await unitNow(on, context)] as const),
  )
  return Object.fromEntries(units)
}

const programs = {
  // Without waiting for it: a server says that it is started only once its datastore answers.
  start: 'systemctl start --no-block "$1"',
  stop: 'systemctl stop "$1"',
  restart: 'systemctl restart --no-block "$1"',
  enable: 'systemctl enable "$1"',
  disable: 'systemctl disable "$1"',
} as const

const words: Readonly<Record<keyof typeof programs, string>> = {
  start: 'is starting',
  stop: 'has stopped',
  restart: 'is starting anew',
  enable: 'starts at boot',
  disable: 'does not start at boot',
}

export async function actOnUnit(
  verb: keyof typeof programs,
  { node, unit }: UnitOnNode,
  { node: shellOf, say }: Pick<StepContext, 'node' | 'say'>,
): Promise<void> {
  await shellOf(node).run(programs[verb], [unit], { timeoutMilliseconds: patienceMilliseconds })
  say(`${unit} on ${node} ${words[verb]}`)
}
