import { type LogLine, lines } from '#src/model/line.ts'

/** Rows of `kubectl get events` and `kubectl describe pod`, which tell how long ago each was. */
export const rows = lines(
  ['FailedAttachVolume', 'SuccessfulAttachVolume', 'Started', 'Killing'],
  /^\s*(?:(?<before>(?:\d+[smhd])+)\s+)?(?:Warning|Normal)\s+(?<reason>FailedAttachVolume|SuccessfulAttachVolume|Started|Killing)\s+(?:(?<after>(?:\d+[smhd])+)\s|(?<object>pods?\/\S+))?/,
)
/** Some pod is not over it yet. */
export const stillWaits = lines(['ContainerCreating', 'Init:0/'])

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

const ageOf = ({ groups }: LogLine): number =>
  [...(groups['before'] ?? groups['after'] ?? '').matchAll(/(\d+)([smhd])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (seconds[unit ?? ''] ?? 0),
    0,
  )

/** Each event of a wait is followed by one that only a pod with its volume has. */
export function isOver(held: readonly LogLine[], told: readonly LogLine[]): boolean {
  const waits = told.filter(({ groups }) => groups['reason'] === 'FailedAttachVolume')
  const later = told.filter(({ groups }) => groups['reason'] !== 'FailedAttachVolume')
  return (
    held.length > 0 &&
    held.every(({ text }) => waits.some((one) => one.text === text)) &&
    waits.every((wait) =>
      later.some(
        (one) =>
          one.groups['object'] === wait.groups['object'] &&
          ageOf(one) > 0 &&
          ageOf(one) < ageOf(wait),
      ),
    )
  )
}
