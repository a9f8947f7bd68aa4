import { kernelSettings } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { wishedWords } from '../wished-words.ts'

export const kernelRunsWithWords = defineCheck({
  id: 'kernel-runs-with-words',
  title: 'the kernel to run with what K3s needs',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { kernelSettings },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The running kernel has the boot parameters that K3s needs',
    meaning:
      'What the kernel was really started with stands in /proc/cmdline, whatever the boot partition says.',
    next: 'Compare /proc/cmdline with cmdline.txt: is it the file that the firmware reads?',
    references: ['https://www.raspberrypi.com/documentation/computers/configuration.html'],
  },

  ask({ kernelSettings }, { node, wish }) {
    const found = kernelSettings.find((one) => one.node === node)
    if (!found?.commandLine) return unknown('the node did not say what its kernel was started with')
    const { commandLine } = found
    const wanted = wishedWords(wish, 'words')
    const missing = wanted.filter((word) => !commandLine.includes(word))
    if (missing.length === 0) return pass()
    const reason = `the kernel runs without ${missing.join(' and ')}`
    return fail(reason, { evidence: [because(found, reason)] })
  },
})
