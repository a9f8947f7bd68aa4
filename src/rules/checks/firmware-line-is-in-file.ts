import { boardState } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { wishedWords } from '../wished-words.ts'

export const firmwareLineIsInFile = defineCheck({
  id: 'firmware-line-is-in-file',
  title: 'the firmware’s settings to hold a line',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { boardState },
  staleAfterSeconds: 60,
  docs: {
    heading: 'config.txt holds the wished line',
    meaning:
      'The firmware of a Raspberry Pi reads config.txt at each start; a line below [all] counts on every board.',
    next: 'Look at config.txt on the boot partition: is it mounted, and writable?',
    references: ['https://www.raspberrypi.com/documentation/computers/config_txt.html'],
  },

  ask({ boardState }, { node, wish }) {
    const found = boardState.find((one) => one.node === node)
    if (!found?.config) return unknown('the node did not say what its config.txt holds')
    const { path, eeeLines } = found.config
    const missing = wishedWords(wish, 'lines').filter((line) => !eeeLines.includes(line))
    if (missing.length === 0) return pass()
    const reason = `${path} lacks ${missing.join(' and ')}`
    return fail(reason, { evidence: [because(found, reason)] })
  },
})
