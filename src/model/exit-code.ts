/** What a command's exit code says. Faces and tests use these names, never the numbers. */
export const exitCode = {
  well: 0,
  findings: 1,
  notSeen: 2,
  refused: 3,
  stoppedMidway: 4,
  usage: 64,
  defect: 70,
  locked: 75,
  approvalNeeded: 77,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]
