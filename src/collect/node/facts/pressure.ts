import { pressure as fact } from '#src/model/facts/node.ts'
import { files, filesIn } from './files.ts'
import { absent, type FactReader, known, numberIn } from './reader.ts'

/** Format: https://docs.kernel.org/accounting/psi.html */
export const pressure: FactReader = {
  kind: fact.kind,
  source: '/proc/pressure/{cpu,memory,io}',
  section: files.name,
  read(answers) {
    const records = ['cpu', 'memory', 'io'].flatMap((resource) => {
      const lines = filesIn(answers).get(`/proc/pressure/${resource}`) ?? []
      const line = (word: AverageWord) => lines.find((one) => one.startsWith(`${word} `))
      const some = averagesIn(line('some'), 'some')
      return some ? [known({ resource, ...some, ...averagesIn(line('full'), 'full') })] : []
    })
    if (records.length > 0) return records
    return absent(
      'not-applicable',
      'the kernel keeps no pressure information: psi=1 in its command line turns it on',
    )
  },
}

export type AverageWord = 'some' | 'full'

/** What one line says, as the fact names it: `someAvg10` and so on; undefined where it is no such line. */
export function averagesIn(
  line: string | undefined,
  word: AverageWord,
): Readonly<Record<string, number>> | undefined {
  const found = /\b(some|full) avg10=([\d.]+) avg60=([\d.]+) avg300=([\d.]+)/.exec(line ?? '')
  const values = found?.slice(2).map(numberIn)
  if (found?.[1] !== word || !values?.every((value) => value !== undefined)) return undefined
  const [ten = 0, sixty = 0, long = 0] = values
  return { [`${word}Avg10`]: ten, [`${word}Avg60`]: sixty, [`${word}Avg300`]: long }
}
