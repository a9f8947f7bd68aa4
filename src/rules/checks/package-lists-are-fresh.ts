import { nodeUpdates } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { listsAreFresh } from '../package-lists.ts'
import { wishedWords } from '../wished-words.ts'

export const packageListsAreFresh = defineCheck({
  id: 'package-lists-are-fresh',
  title: 'package lists to be fresh',
  scope: 'cluster',
  severity: 'info',
  askedBy: 'steps',
  reads: { nodeUpdates },
  staleAfterSeconds: 60,
  docs: {
    heading: "apt's package lists are fresh",
    meaning: 'What apt offers is as new as the lists that it fetched last.',
    next: 'On the node: `sudo apt-get update`. Has it a way to its archives, and the right time?',
    references: ['https://manpages.debian.org/apt-get'],
  },

  ask({ nodeUpdates }, { wish }) {
    return wishedWords(wish, 'nodes').map((node) => {
      const subject = `node/${node}`
      const found = nodeUpdates.find((one) => one.node === node)
      if (!found) return unknown('the node did not say how old its lists are', { subject })
      if (listsAreFresh(found)) return pass(undefined, subject)
      const { listsAgeSeconds } = found
      const reason =
        listsAgeSeconds === undefined
          ? 'its lists were never fetched'
          : `its lists are ${Math.round(listsAgeSeconds / 3600)} h old`
      return fail(reason, { subject, evidence: [because(found, reason)] })
    })
  },
})
