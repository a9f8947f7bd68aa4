import { k3sKept } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { wishedWords } from '../wished-words.ts'

export const k3sIsReadyToStart = defineCheck({
  id: 'k3s-is-ready-to-start',
  title: 'another K3s to lie ready on the nodes',
  scope: 'cluster',
  severity: 'warning',
  askedBy: 'steps',
  reads: { k3sKept },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The new K3s program lies ready on the nodes',
    meaning:
      'The new program of K3s lies beside the old one, whole and with the SHA-256 of its release, before anything is restarted.',
    next: 'Is there room on the node? `df -h /usr/local`',
    references: ['https://docs.k3s.io/upgrades/manual'],
  },

  ask({ k3sKept }, { wish }) {
    // `pi01 v1.36.4+k3s1 71234567`
    return wishedWords(wish, 'programs').map((line) => {
      const [node = '', version, bytes] = line.split(' ')
      const subject = `node/${node}`
      const found = k3sKept.find((one) => one.node === node)
      if (!found) return unknown('the node did not say what lies ready', { subject })
      const ready = found.programs.find((program) => program.version === version)
      if (ready?.sizeBytes === Number(bytes)) return pass(undefined, subject)
      const reason = `${node} has ${ready?.sizeBytes ?? 0} of ${bytes} bytes of K3s ${version}`
      return fail(reason, { subject, evidence: [because(found, reason)] })
    })
  },
})
