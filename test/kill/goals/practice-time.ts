import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * Bramble compares a board's clock with its own. In a trial boards live by practice time, which only
 * waits let pass, so whoever carries out a run has to live by it as well.
 */
interface Timed {
  now(): number
}

const real = Date.now.bind(Date)
const startsAt = 'BRAMBLE_KILL_NOW'
const practice = new AsyncLocalStorage<Timed>()

/** For work in the process that holds the practice cluster, whose own time goes on. */
export function atPracticeTime<T>(clock: Timed, work: () => Promise<T>): Promise<T> {
  Date.now = () => practice.getStore()?.now() ?? real()
  return practice.run(clock, work)
}

/** What a process is started with that is to live by it. */
export function timeOf(clock: Timed): Readonly<Record<string, string>> {
  return { [startsAt]: `${clock.now()}` }
}

/** For a whole process. The answer is told what time it is whenever it has waited. */
export function followPracticeTime(): (now: number) => void {
  let ahead = 0
  const follow = (now: number) => {
    ahead = now - real()
  }
  follow(Number(process.env[startsAt] ?? real()))
  Date.now = () => real() + ahead
  return follow
}
