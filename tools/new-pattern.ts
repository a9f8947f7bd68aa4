import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isCause } from '#src/model/causes.ts'

/** Makes the folder of a new pattern. usage: npm run new:pattern -- [--symptom] ID */
const root = fileURLToPath(new URL('..', import.meta.url))
const symptom = process.argv.includes('--symptom')
const id = process.argv.slice(2).find((word) => !word.startsWith('--'))

function stop(message: string): never {
  console.error(message)
  process.exit(64)
}

if (id === undefined || !/^[a-z][a-z0-9-]+$/.test(id))
  stop('usage: npm run new:pattern -- [--symptom] ID')
if (!symptom && !isCause(id))
  stop(
    `"${id}" is no slug of src/model/causes.ts: add it to its group there; a symptom needs --symptom`,
  )
const folder = join(root, 'src/rules/patterns', symptom ? 'symptoms' : 'causes', id)
if (existsSync(folder)) stop(`${id} exists already`)

mkdirSync(join(folder, 'fixtures'), { recursive: true })
const define = symptom ? 'defineSymptom' : 'definePattern'
writeFileSync(
  join(folder, 'pattern.ts'),
  `import { lines } from '#src/model/line.ts'
import { match, noMatch } from '#src/model/verdict.ts'
import { ${define} } from '../../../define-pattern.ts'

export default ${define}({
  id: '${id}',
  title: 'Say in one sentence what is wrong',
  severity: 'warning',
  stage: 'experimental',
  since: '0.1.0',
  reads: {
    shown: lines('the part of the message that no version changes'),
  },
  explains: { onSameNode: [], anywhere: [] },
  rivals: [],
  remedy: 'none',
  docs: {
    meaning: '',
    impact: '',
    diagnosis: '',
    mitigation: '',
    references: [],
  },

  match({ shown }) {
    if (shown.length === 0) return noMatch
    return match('suspected', shown)
  },
})
`,
)
writeFileSync(
  join(folder, 'pattern.test.ts'),
  `import { fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [{ name: 'the message as version … writes it', evidence: [log(read('first.txt'))] }],
  staysQuiet: [],
  cannotTell: [],
})
`,
)
writeFileSync(join(folder, 'fixtures/first.txt'), '')
console.log(
  `${folder.slice(root.length)}: pattern.ts, pattern.test.ts, fixtures/\nnext: docs/adding-a-pattern.md`,
)
