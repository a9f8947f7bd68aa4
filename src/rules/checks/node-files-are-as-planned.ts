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
    heading: 'Files that Bramble keeps on the node are unchanged',
    meaning:
      'Bramble keeps a few whole files on a node, root’s and readable by everybody. One that differs in a byte, its mode or its owner was changed by somebody, or not written whole.',
    next: 'Look at the file on the node: its first line says that Bramble keeps it.',
    references: ['https://docs.k3s.io/installation/configuration'],
  },

  ask({ nodePreparation }, { wish }) {
    const wanted = wishedWords(wish, 'files')
    const boards = [...new Set(wanted.map((line) => line.split(' ')[0] ?? ''))]
    return boards.map((board) => {
      const subject = `node/${board}`
      const found = nodePreparation.find((one) => one.node === board)
      if (!found) return unknown('the node did not say which files it has', { subject })
      const has = found.files.map(
        ({ path, sha256, mode, owner }) => `${board} ${path} ${sha256} ${mode} ${owner}`,
      )
      const missing = wanted.find((line) => line.startsWith(`${board} `) && !has.includes(line))
      if (missing === undefined) return pass(undefined, subject)
      const reason = `${missing.split(' ')[1]} is not as planned`
      return fail(reason, { subject, evidence: [because(found, reason)] })
    })
  },
})
