import { expect, test } from 'vitest'
import { checks } from '#src/rules/checks/index.ts'
import { patterns } from '#src/rules/patterns/index.ts'

/**
 * What stands before the message of every line of a journal. A query that listens for a part of it
 * tries its expression on each line, and the scan of a log takes three times as long.
 */
const heads = ['pi01', 'node1', 'worker1', 'k3s-server'].flatMap((host) =>
  ['kernel', 'systemd[1]', 'k3s[812]', 'containerd[900]', 'sshd[77]', 'CRON[9911]'].flatMap(
    (program) => [
      `Nov 24 03:12:01 ${host} ${program}: `,
      `2026-11-24T03:12:01+00:00 ${host} ${program}: `,
      `2026-11-24T03:12:01.123456+0000 ${host} ${program}: `,
    ],
  ),
)

test('no query of all logs listens for what stands in every line', () => {
  const common = [...patterns, ...checks].flatMap(({ id, queries }) =>
    queries
      .filter(({ origins }) => origins === undefined)
      .flatMap(({ literals }) => literals)
      .filter((literal) => heads.some((head) => head.includes(literal)))
      .map((literal) => `${id}: ${JSON.stringify(literal)}`),
  )
  expect(common).toEqual([])
})
