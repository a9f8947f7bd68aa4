import { describe, expect, test } from 'vitest'
import { commands } from '#src/faces/cli/commands.ts'
import { patterns } from '#src/rules/patterns/index.ts'

/** A page is read at three in the morning: its commands exist, and looking changes nothing. */

const commandsIn = (words: string) =>
  [...words.matchAll(/`([^`]+)`/g)].map(([, command]) => command ?? '')

/** What changes a node, a cluster or a disk, wherever it stands in a pipeline. */
const changes =
  /(?:^|[;|&] *|sudo )(?:rm|mv|reboot|poweroff|fsck|e2fsck|xfs_repair|mkfs|umount|modprobe|apt|apt-get)\b|systemctl (?:start|stop|restart|enable|disable|mask|daemon)|kubectl (?:-\S+ \S+ )*(?:delete|apply|patch|edit|scale|drain|cordon|taint|label|annotate|create|set)\b|ethtool -K|sysctl -w|iscsiadm .*--log|bramble (?:fix|drain|uncordon|apply|undo|replicas)\b(?!.*--dry-run)|>\s*\/(?!dev\/null)|PRAGMA (?!integrity_check)/

describe.each(patterns.map((pattern) => [pattern.id, pattern] as const))('%s', (_, pattern) => {
  const { docs, decides = '' } = pattern
  const looking = [...commandsIn(docs.diagnosis), decides].filter(
    (command) => !command.startsWith('umount'),
  )

  test('looks without changing anything', () =>
    expect(looking.filter((command) => changes.test(command))).toEqual([]))

  test('names only commands and options of Bramble that exist', () => {
    const named = [...looking, ...commandsIn(docs.mitigation)].filter((command) =>
      command.startsWith('bramble '),
    )
    for (const command of named) {
      const [, name, ...rest] = command.split(' ')
      const found = commands.find(({ meta }) => meta.name === name)
      expect(found, command).toBeDefined()
      for (const option of rest.filter((word) => word.startsWith('--')))
        expect(found?.options.map(({ flags }) => flags).join(' '), command).toContain(option)
    }
  })
})

/**
 * The node that is filled in is the one whose lines were read. It may be the last one that lives, and
 * tells of the one that does not.
 */
test('no page fills the witness into a command that deletes or taints a node', () => {
  const filled = /kubectl [^`]*\b(?:delete|taint)\b[^`]*\{node\}/
  expect('`kubectl taint nodes {node} a=b:NoExecute`').toMatch(filled)
  const pages = patterns.map(({ id, docs }) => [id, docs.mitigation] as const)
  expect(pages.filter(([, words]) => filled.test(words)).map(([id]) => id)).toEqual([])
})

test('every symptom names the command that tells its causes apart', () =>
  expect(
    patterns.filter(({ kind, decides }) => kind === 'symptom' && !decides).map(({ id }) => id),
  ).toEqual([]))

test('the oracle knows a command that changes something', () => {
  for (const command of [
    'systemctl restart k3s',
    'kubectl -n a delete pod b',
    'df -h; rm -r /x',
    'bramble fix a',
  ])
    expect(command).toMatch(changes)
  for (const command of ['systemctl status k3s', 'kubectl get pods', 'bramble drain a --dry-run'])
    expect(command).not.toMatch(changes)
})
