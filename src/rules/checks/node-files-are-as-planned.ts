import { nodePreparation } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { wishedWords } from '../wished-words.ts'

export const nodeFilesAreAsPlanned = defineCheck({
  id: 'node-files-are-as-planned',
  title: 'files on the node to be as planned',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { nodePreparation },
  staleAfterSeconds: 60,
  docs: {
    meaning:
      'Bramble keeps a few whole files on a node, root’s and readable by everybody. One that differs in a byte, its mode or its owner was changed by somebody, or not written whole.',
    next: 'Look at the file on the node: its first line says that Bramble keeps it.',
    references: ['https://docs.k3s.io/installation/configuration'],
  },

  ask({ nodePreparation }, { node, wish }) {
    const found = nodePreparation.find((one) => one.node === node)
    if (!found) return unknown('the node did not say which files it has')
    const wanted = wishedWords(wish, 'files')
    const has = found.files.map(
      ({ path, sha256, mode, owner }) => `${path} ${sha256} ${mode} ${owner}`,
    )
    const missing = wanted.find((file) => !has.includes(file))
    if (missing === undefined) return pass()
    const reason = `${missing.split(' ')[0]} is not as planned`
    return fail(reason, { evidence: [because(found, reason)] })
  },
})
