/** All of them, to the end of each: the first trouble is told once nobody is at work any more. */
export async function atOnce<T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
  const ends = await Promise.allSettled(all.map(act))
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed) throw failed.reason
}
