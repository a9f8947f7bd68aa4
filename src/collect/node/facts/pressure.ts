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
      const some = averages(lines, 'some')
      const full = averages(lines, 'full')
      if (some === undefined) return []
      return [
        known({
          resource,
          someAvg10: some[0],
          someAvg60: some[1],
          someAvg300: some[2],
          fullAvg10: full?.[0],
          fullAvg60: full?.[1],
          fullAvg300: full?.[2],
        }),
      ]
    })
    if (records.length > 0) return records
    return absent(
      'not-applicable',
      'the kernel keeps no pressure information: psi=1 in its command line turns it on',
    )
  },
}

function averages(lines: readonly string[], word: string): number[] | undefined {
  const line = lines.find((candidate) => candidate.startsWith(`${word} `))
  const found = /avg10=([\d.]+) avg60=([\d.]+) avg300=([\d.]+)/.exec(line ?? '')
  const values = found?.slice(1).map(numberIn)
  return values?.every((value) => value !== undefined) ? values : undefined
}
