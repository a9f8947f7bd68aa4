/**
 * One question to a node: shell text of our own, with limits. A section is data, so that the
 * program, its budget and its page in the docs come from one list.
 */
export interface Section {
  /** Small letters, digits and underscores; unique. */
  readonly name: string
  /** Body of a POSIX sh function: read-only, its children get no stdin. Runs in a subshell. */
  readonly command: string
  /** Run in the program's own shell afterwards, with the text in $answer: keeps what later sections need. */
  readonly after?: string
  /** How long it may take. Counted in ticks of a second, so up to one second more. */
  readonly seconds: number
  readonly maxBytes: number
  /** Which end is kept of what is too long. `tail` costs one process. */
  readonly keep: 'head' | 'tail'
  /** True where it may wait for a disk: skipped while an earlier look still hangs on one. */
  readonly disk: boolean
}

/** How a section ended. */
export interface SectionAnswer {
  /** `lost`: killed at its limit. `skipped`: an earlier look still hangs. `late`: no time was left. `missing`: never heard of. */
  readonly state: 'answered' | 'lost' | 'skipped' | 'late' | 'missing'
  readonly status?: number
  readonly text: string
  readonly truncated: boolean
  readonly seconds?: number
}

export type Answers = ReadonlyMap<string, SectionAnswer>

const missing: SectionAnswer = { state: 'missing', text: '', truncated: false }

export function answerTo(answers: Answers, name: string): SectionAnswer {
  return answers.get(name) ?? missing
}
