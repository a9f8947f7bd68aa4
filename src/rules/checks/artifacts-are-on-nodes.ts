import { nodePreparation } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { wishedWords } from '../wished-words.ts'

export const artifactsAreOnNodes = defineCheck({
  id: 'artifacts-are-on-nodes',
  title: 'K3s’s program to be on the nodes',
  scope: 'cluster',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodePreparation },
  staleAfterSeconds: 60,
  docs: {
    heading: "K3s's program is on the nodes",
    meaning:
      'Nodes get K3s’s program from Bramble’s machine, checked by its SHA-256 before it takes its place.',
    next: 'Is there room on the node? `df -h /usr/local /var`',
    references: ['https://docs.k3s.io/installation/airgap'],
  },

  ask({ nodePreparation }, { wish }) {
    const wanted = wishedWords(wish, 'sizes')
    return wanted.map((line) => {
      const [node = '', bytes] = line.split(' ')
      const found = nodePreparation.find((one) => one.node === node)
      const subject = `node/${node}`
      if (!found) return unknown('the node did not say what it has', { subject })
      if (found.k3sBytes === Number(bytes)) return pass(undefined, subject)
      const reason = `${node} has ${found.k3sBytes ?? 0} of ${bytes} bytes of K3s`
      return fail(reason, { subject, evidence: [because(found, reason)] })
    })
  },
})
