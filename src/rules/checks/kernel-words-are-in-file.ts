import { nodePreparation } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { wishedWords } from '../wished-words.ts'

export const kernelWordsAreInFile = defineCheck({
  id: 'kernel-words-are-in-file',
  title: 'the kernel’s command line to hold what K3s needs',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodePreparation },
  staleAfterSeconds: 60,
  docs: {
    heading: 'cmdline.txt holds the kernel parameters that K3s needs',
    meaning:
      'The firmware of a Raspberry Pi hands the one line of cmdline.txt to the kernel at the next boot. A second line is ignored.',
    next: 'Look at the file on the boot partition: all words belong on its first line.',
    references: ['https://github.com/k3s-io/k3s/issues/3283'],
  },

  ask({ nodePreparation }, { node, wish }) {
    const found = nodePreparation.find((one) => one.node === node)
    if (!found?.cmdline) return unknown('the node did not say what its cmdline.txt holds')
    const has = found.cmdline.line.split(/\s+/)
    const wanted = wishedWords(wish, 'words')
    const missing = wanted.filter((word) => !has.includes(word))
    if (missing.length === 0) return pass()
    const reason = `${found.cmdline.path} lacks ${missing.join(' and ')}`
    return fail(reason, { evidence: [because(found, reason)] })
  },
})
