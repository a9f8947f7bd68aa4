import type { EndingVerdict, Testimony } from '#src/model/autopsy.ts'
import type { Timeline } from '#src/model/timeline.ts'
import { asEvidence } from '../judge.ts'
import { type Moment, timelineOf } from '../timeline/timeline.ts'
import type { Scene } from './scene.ts'

/** How long before and after the silence others' notes belong to its story. */
const beforeMilliseconds = 20 * 60_000
const afterMilliseconds = 15 * 60_000

/** One timeline of everybody's view: first what the verdict rests on, then what others saw, then the rest. */
export function storyOf(
  scene: Scene,
  testimonies: readonly Testimony[],
  { ending }: Pick<EndingVerdict, 'ending'>,
): Timeline {
  const decides = ({ speaksFor }: Testimony) => ending !== 'unknown' && speaksFor.includes(ending)
  const evidence = (told: readonly Testimony[]) => told.flatMap((one) => one.evidence)
  const moments: readonly Moment[] = [
    ...evidence(testimonies.filter(decides)),
    ...seenByOthers(scene),
    ...starts(scene),
    ...evidence(testimonies.filter((one) => !decides(one))),
  ]
  return timelineOf(moments, scene.clocks)
}

function seenByOthers(scene: Scene): Moment[] {
  return scene.sightings.flatMap(({ at, by, reason, writer }) => {
    if (at !== undefined && !isNear(at, scene)) return []
    // The clock of nobody: what the API's only server wrote is known, what one of several wrote is not.
    return [{ ...asEvidence(reason, scene.index), program: by, writer: writer ?? '' }]
  })
}

function isNear(at: number, { goneAt, nextStartAt }: Scene): boolean {
  const until = nextStartAt ?? goneAt
  if (goneAt === undefined || until === undefined) return true
  return at >= goneAt - beforeMilliseconds && at <= Math.max(until, goneAt) + afterMilliseconds
}

function starts({ node, nextStartAt, boot, question }: Scene): Moment[] {
  if (question !== 'end' || nextStartAt === undefined) return []
  return [
    {
      id: `node/${node}/node-identity`,
      node,
      program: 'kernel',
      at: new Date(nextStartAt).toISOString(),
      text: boot === -1 ? 'starts again: the boot of now' : `starts again: boot ${boot + 1}`,
      count: 1,
      writer: '',
    },
  ]
}
