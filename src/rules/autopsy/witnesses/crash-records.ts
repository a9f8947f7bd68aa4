import { crashRecords } from '#src/model/facts/restarts.ts'
import { because } from '#src/model/verdict.ts'
import { cite, defineWitness, type Statement } from '../define-witness.ts'
import type { Scene } from '../scene.ts'

/** A record this far from the end of the boot is of another one. */
const nearMilliseconds = 15 * 60_000

/** What a dying kernel leaves where the next start finds it. */
export default defineWitness({
  id: 'crash-records',
  reads: { crashRecords },

  look({ crashRecords }, scene): Statement[] {
    if (scene.question !== 'end' || crashRecords.length === 0) return []
    const written = crashRecords.filter(({ path, lines }) => path !== undefined && lines.length > 0)
    const own = written.filter(({ at }) => isOfEnd(at, scene))
    if (own.length > 0)
      return [
        {
          for: ['panic'],
          sure: true,
          text: 'the kernel left its last words in pstore',
          evidence: cite(
            own.flatMap((record) => {
              const words = record.lines.find((line) => /panic|Oops|BUG|handle/.test(line))
              return [
                because(
                  record,
                  withoutStamp(words ?? record.lines[0] ?? ''),
                  Date.parse(record.at ?? ''),
                ),
              ]
            }),
            scene,
            'pstore',
          ),
        },
      ]
    // Only the last boot's record must be there: older ones are cleaned away some day.
    if (scene.boot !== -1 || crashRecords.some(({ backend }) => backend === 'unknown')) return []
    const [record] = crashRecords
    if (!record) return []
    return [
      {
        against: ['panic'],
        text: 'nothing in pstore',
        evidence: cite(
          [because(record, `pstore (${record.backend}) holds no record of it`)],
          scene,
        ),
      },
    ]
  },
})

/** Between the last word and the next start; without both nobody knows whose record it is. */
function isOfEnd(at: string | undefined, { goneAt, nextStartAt, clocks, node }: Scene): boolean {
  const written = Date.parse(at ?? '')
  if (Number.isNaN(written)) return false
  const corrected = clocks.correct(written, node)
  const from = goneAt ?? (nextStartAt === undefined ? undefined : nextStartAt - 3_600_000)
  const until = nextStartAt ?? (goneAt === undefined ? undefined : goneAt + nearMilliseconds)
  if (from === undefined || until === undefined) return false
  return corrected >= from - nearMilliseconds && corrected <= until + nearMilliseconds
}

function withoutStamp(line: string): string {
  return line.replace(/^(?:<\d+>)?\[ *[\d.]+\]\s*/, '')
}
