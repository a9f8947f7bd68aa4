/** One thing that a cluster does by itself. It has a name, so that a test can leave it out. */
export interface Controller<Surroundings> {
  readonly name: string
  step(surroundings: Surroundings): void
}

/** Names of controllers that are not there. */
export type LeftOut = ReadonlySet<string>

export const nothingLeftOut: LeftOut = new Set()

/** One round of what is there, in order: one controller follows what another one did. */
export function runAll<Surroundings>(
  controllers: readonly Controller<Surroundings>[],
  surroundings: Surroundings,
  leftOut: LeftOut,
): void {
  for (const controller of controllers)
    if (!leftOut.has(controller.name)) controller.step(surroundings)
}
