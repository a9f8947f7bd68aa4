import { artifacts } from '#src/model/facts/artifacts.ts'
import { because, fail, pass } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { wishedWords } from '../wished-words.ts'

export const releaseIsFetched = defineCheck({
  id: 'release-is-fetched',
  title: 'the files of the release to be here, with their checksums',
  scope: 'cluster',
  severity: 'warning',
  askedBy: 'steps',
  reads: { artifacts },
  staleAfterSeconds: 60,
  docs: {
    heading: 'The files of the K3s release are here, with their checksums',
    meaning:
      'Each file in artifacts.folder has the SHA-256 that the plan names for it, and a checksum file beside it says the same.',
    next: '`bramble fetch` again: it fetches what is missing.',
    references: ['https://docs.k3s.io/installation/airgap'],
  },

  ask({ artifacts }, { wish }) {
    return wishedWords(wish, 'files').map((line) => {
      const [name = '', sha256 = ''] = line.split(' ')
      const subject = `file/${name}`
      const found = artifacts.find((one) => one.name === name)
      if (!found) return fail('it is not there', { subject })
      if (found.sha256 === sha256 && found.expectedSha256 === sha256)
        return pass(undefined, subject)
      const reason = found.sha256 === sha256 ? 'no checksum file says so' : 'it is another file'
      return fail(reason, { subject, evidence: [because(found, reason)] })
    })
  },
})
