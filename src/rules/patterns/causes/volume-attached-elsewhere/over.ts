import { type LogLine, lines } from '#src/model/line.ts'
import { secondsOf } from '../../words/storage.ts'

/** Rows of `kubectl get events` and `kubectl describe pod`, which tell how long ago each was. */
export const rows = lines(
  ['FailedAttachVolume', 'SuccessfulAttachVolume', 'Started', 'Killing'],
  /^\s*(?:(?<before>(?:\d+[smhd])+)\s+)?(?:Warning|Normal)\s+(?<reason>FailedAttachVolume|SuccessfulAttachVolume|Started|Killing)\s+(?:(?<after>(?:\d+[smhd])+)\s|(?<object>pods?\/\S+))?/,
)
/** Some pod is not over it yet. */
export const stillWaits = lines(['ContainerCreating', 'Init:0/'])

const ageOf = ({ groups }: LogLine): number => secondsOf(groups['before'] ?? groups['after'] ?? '')

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
