import { temperatures as fact } from '#src/model/facts/node.ts'
import { files, filesIn, lineOf } from './files.ts'
import { absent, type FactReader, numberIn } from './reader.ts'

export const temperatures: FactReader = {
  kind: fact.kind,
  source: '/sys/class/thermal/thermal_zone*/temp',
  section: files.name,
  read(answers) {
    const found = filesIn(answers)
    const records = [...found.keys()].flatMap((path) => {
      const at = /^(\/sys\/class\/thermal\/(thermal_zone\d+))\/temp$/.exec(path)
      const thousandths = numberIn(lineOf(found, path))
      if (at?.[1] === undefined || thousandths === undefined) return []
      const zone = lineOf(found, `${at[1]}/type`) ?? at[2]
      return [{ zone, celsius: thousandths / 1000 }]
    })
    if (records.length > 0) return records
    return absent('not-applicable', 'the board shows no temperature')
  },
}
