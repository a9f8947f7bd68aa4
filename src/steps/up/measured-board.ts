import type { BoardMeasures } from '#src/rules/board-measures.ts'

const nanosecondsPerMillisecond = 1e6

/** What the program of `measure-boards` told. */
export function measuredIn(text: string): BoardMeasures {
  const pings = [...text.matchAll(/^ping (\S+) (\d+) (\d+) (unreachable)?$/gm)].map(
    ([, address = '', sent, received, state]) => ({
      ...{ address, sent: Number(sent), received: Number(received) },
      unreachable: state !== undefined,
    }),
  )
  const times = (key: string) =>
    [...text.matchAll(new RegExp(`^${key} (\\d+)$`, 'gm'))]
      .map(([, time]) => Number(time) / nanosecondsPerMillisecond)
      .toSorted((one, other) => one - other)
  const plain = times('plain')
  const own = plain[Math.floor(plain.length / 2)] ?? 0
  return { pings, writes: times('synced').map((time) => Math.max(0, time - own)) }
}
