import { toFill } from './to-fill.ts'

interface NewPattern {
  readonly id: string
  readonly symptom: boolean
  /** Of Bramble, for `since`. */
  readonly version: string
}

/** The files of a new pattern, by name: whole but for the places that its author has to fill in. */
export function skeletonOf(parts: NewPattern): Readonly<Record<string, string>> {
  return {
    'pattern.ts': patternText(parts),
    'pattern.test.ts': testText(),
    'fixtures/rename-me.txt': `${toFill} a few lines around a true message, of your own writing; name this file after its source, such as kubelet-v1.36.txt\n`,
  }
}

function patternText({ id, symptom, version }: NewPattern): string {
  const rivals = symptom
    ? `  // Causes that write similar words without the symptom being there; it may stay empty.
  rivals: [],
  decides: '${toFill} the one command that tells its causes apart, for example bramble autopsy {node}',
`
    : `  // Each other cause of the same loud line, by its slug in src/model/causes.ts.
  rivals: [
    // { cause: 'node-overload', tell: '${toFill} what would be seen if it were that one' },
  ],
`
  return `import { lines } from '#src/model/line.ts'
import { match, noMatch } from '#src/model/verdict.ts'
import { ${symptom ? 'defineSymptom' : 'definePattern'} } from '../../../define-pattern.ts'

export default ${symptom ? 'defineSymptom' : 'definePattern'}({
  id: '${id}',
  title: '${toFill} one sentence of what is wrong, for somebody who does not know the program',
  // critical: work stops now; warning: it will; info: advice.
  severity: 'warning',
  // Shown, but no plan starts from it, until it has proofs for 'stable'.
  stage: 'experimental',
  since: '${version}',
  // node: asked once a node, with what speaks of it. cluster: asked once with everything; its
  // matches then name their own subject.
  scope: 'node',
  reads: {
    // A fact (src/model/facts/), or lines that hold a literal which no version changes.
    shown: lines('${toFill} the part of the message that stays the same'),
  },
  // Ids of patterns that this brings about: it is told before them.
  explains: { onSameNode: [], anywhere: [] },
${rivals}  // An id of src/rules/remedies.ts; 'none' where nothing is to be done.
  remedy: 'none',
  docs: {
    meaning: '${toFill} what happened, in two short sentences',
    impact: '${toFill} what no longer works, and what still does',
    diagnosis: '${toFill} how to be sure: a command in back-ticks, {node} for the node',
    mitigation: '${toFill} what to do first, then what to do for good',
    references: ['${toFill} the page or source file that the literal comes from'],
  },

  match({ shown }) {
    if (shown.length === 0) return noMatch
    // match('confirmed', …) only where the evidence itself excludes the rivals. Where one
    // observation is missing: unknown('what is not known', { next: 'the command that decides' }).
    return match('suspected', shown)
  },
})
`
}

function testText(): string {
  return `import { fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  // At least two sources or versions of the message.
  finds: [
    {
      name: '${toFill} the message as which version writes it',
      evidence: [log(read('rename-me.txt'))],
      confidence: 'suspected',
    },
  ],
  // Each rival's evidence with the same loud line, and an old line after which all is well:
  // { name: 'the same line where the disk is full', rival: 'node-disk-full', evidence: [log('…')] },
  staysQuiet: [],
  // Too little evidence; with silent: true where the pattern has nothing to ask either:
  // { name: 'a log that says nothing of it', silent: true, evidence: [log('…')] },
  cannotTell: [],
})
`
}
