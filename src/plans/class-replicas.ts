import { usageError } from '#src/model/error.ts'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { helmCharts, longhornClassSources, storageClasses } from '#src/model/facts/kubernetes.ts'
import type { Left } from '#src/model/plan.ts'
import { ownerOf } from '#src/rules/owner.ts'
import { setClassReplicas } from '#src/steps/set-class-replicas.ts'
import { leftAsClass, leftToOwner } from './class-owner.ts'
import type { Draft } from './draft.ts'
import { seen } from './seen.ts'

/** The class that Longhorn makes and keeps by itself. */
export const longhornsClass = 'longhorn'

/**
 * What new claims of Longhorn's own class get. Where the ConfigMap that Longhorn makes it from
 * belongs to somebody else, they are told, and nothing is changed.
 */
export function longhornClassDraft(count: number, index: EvidenceIndex): Draft {
  const { asked, said, marks } = longhornClassOf(index)
  const restsOn = [
    { fact: `class/${longhornsClass} replicas`, is: asked },
    { fact: `class/${longhornsClass} source`, is: String(said ?? 'none') },
  ]
  if (Number(asked) === count && (said ?? count) === count) return { steps: [], restsOn }
  const left = leftToSomebody(marks, said, count, index)
  if (left) return { steps: [], restsOn, leaves: [left] }
  const reason = `new claims ask for ${asked === 'none' ? 'no number' : asked} now`
  return { steps: [{ step: setClassReplicas, input: { count }, reason }], restsOn }
}

/** What the class asks for, what the ConfigMap behind it says, and who marked either as theirs. */
function longhornClassOf(index: EvidenceIndex) {
  const found = seen(index, storageClasses).find(({ name }) => name === longhornsClass)
  const [source] = seen(index, longhornClassSources)
  return {
    asked: found?.parameters['numberOfReplicas'] ?? 'none',
    said: source?.replicas,
    marks: { ...found?.ownerMarks, ...source?.ownerMarks },
  }
}

function leftToSomebody(
  marks: Readonly<Record<string, string>>,
  said: number | undefined,
  count: number,
  index: EvidenceIndex,
): Left | undefined {
  // Charts only tell one owner from another: without them the marks still say that there is one.
  const owner = ownerOf(marks, factsOf(index, helmCharts))
  if (owner) return leftToOwner(owner, count)
  if (said !== undefined) return undefined
  return {
    kind: 'by-hand',
    what: `StorageClass ${longhornsClass}`,
    reason:
      'the ConfigMap longhorn-storageclass that Longhorn makes it from is missing or says no number',
    instead: ['kubectl -n longhorn-system get configmap longhorn-storageclass -o yaml'],
  }
}

/** @throws usage error `class-unknown` */
export function otherClassDraft(name: string, count: number, index: EvidenceIndex): Draft {
  const all = seen(index, storageClasses).filter(
    ({ provisioner }) => provisioner === 'driver.longhorn.io',
  )
  const found = all.find((one) => one.name === name)
  if (!found)
    throw usageError('class-unknown', `Longhorn has no StorageClass "${name.slice(0, 60)}".`, {
      next: `Its classes: ${all.map((one) => one.name).join(', ') || 'none'}.`,
    })
  const asked = found.parameters['numberOfReplicas'] ?? 'none'
  const restsOn = [{ fact: `class/${name} replicas`, is: asked }]
  if (Number(asked) === count) return { steps: [], restsOn }
  return { steps: [], restsOn, leaves: [leftAsClass(name, found.parameters, count)] }
}
