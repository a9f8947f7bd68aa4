import { describeEnd, withoutBeginning } from './boot-end.ts'
import { type Before, Boots, isGap } from './boots.ts'
import type { ScanContext } from './context.ts'
import type { ReadText } from './coverage.ts'
import type { Line } from './line-groups.ts'
import { type Mark, markIn } from './queries.ts'

const lookedBack = 100
/** The kernel's own times never fall by more than this within a boot, and a boot begins at 0. */
const uptimeSlackSeconds = 5
const freshSeconds = 120

/** Follows the boots within the output of one command, line by line. */
export class SectionBoots {
  readonly #lines: readonly Line[]
  readonly #context: ScanContext
  readonly #boots = new Boots()
  /** Where each line begins. */
  readonly #positions: readonly number[]

  constructor(lines: readonly Line[], context: ScanContext) {
    this.#lines = lines
    this.#context = context
    this.#positions = positionsOf(lines)
    let uptime: number | undefined
    for (const line of lines) {
      const { text, head, number } = line
      const mark = markIn(text) ?? fallMark(line, uptime, lines[number - 1])
      const position = this.#positions[number] ?? 0
      if (mark) this.#boots.see({ mark, line: text, head, position }, this.#before(number))
      uptime = head?.uptimeSeconds ?? uptime
    }
  }

  #before(number: number): Before {
    const lines = () => this.#lines.slice(Math.max(0, number - lookedBack), number)
    return {
      any: (next) => withoutBeginning(lines(), next).some(({ head }) => head !== undefined),
      end: (next) => describeEnd(lines(), this.#context.redact, next),
      lines: () => number,
      certain: () => !isGap(lines().at(-1)?.text ?? ''),
    }
  }

  /** How many boots of a host ended before a line. */
  segmentAt(number: number, host: string | undefined): number {
    return this.#boots.segmentOf(host, this.#positions[number])
  }

  bootOf(segment: number, node: string | undefined): number | undefined {
    return this.#boots.bootOf(segment, node, this.#context.boot)
  }

  readText(overflowed: number): ReadText {
    const heads = this.#lines.flatMap(({ head }) => head?.at ?? [])
    const texts = this.#lines.map(({ text }) => text)
    const isEnded = texts.at(-1) === ''
    return {
      boots: this.#boots,
      context: this.#context,
      lines: isEnded ? texts.length - 1 : texts.length,
      firstAt: heads[0],
      lastAt: heads.at(-1),
      lastLines: this.#lines.filter(({ text }) => text.trim() !== '').slice(-lookedBack),
      overflowed,
    }
  }
}

function positionsOf(lines: readonly Line[]): number[] {
  let position = 0
  return lines.map(({ text }) => {
    const start = position
    position += text.length + 1
    return start
  })
}

/** A second excerpt of the same boot begins after an empty line, or with a later stamp. */
function fallMark(
  { head }: Line,
  uptime: number | undefined,
  previous: Line | undefined,
): Mark | undefined {
  const now = head?.uptimeSeconds
  if (now === undefined || uptime === undefined || !previous?.head) return undefined
  return now < uptime - uptimeSlackSeconds && now < freshSeconds ? 'fall' : undefined
}
