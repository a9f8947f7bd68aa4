import { isBenign } from '#src/model/causes.ts'
import type { Diagnosis, Finding } from '#src/model/diagnosis.ts'
import { count } from './text.ts'

/** What follows from nothing else that was found. */
export function rootsOf({ findings }: Diagnosis): Finding[] {
  const present = findings.filter(({ clearedAt }) => clearedAt === undefined)
  const explained = new Set(present.flatMap((finding) => finding.explains))
  const roots = present.filter((finding) => !explained.has(finding.id))
  // Two causes that explain each other leave no root: the first in rank stands for both.
  return roots.length > 0 ? roots : present.slice(0, 1)
}

/** The same cause on several nodes is told once. */
export function alike(findings: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const key = `${finding.cause} ${finding.severity} ${finding.confidence}`
    const known = groups.get(key)
    if (known) known.push(finding)
    else groups.set(key, [finding])
  }
  return [...groups.values()]
}

/** What was found, in one line. */
export function headline(diagnosis: Diagnosis, roots: readonly Finding[]): string {
  const causes = alike(roots.filter((finding) => finding.kind === 'cause')).length
  const rootIds = new Set(roots.map((finding) => finding.id))
  const consequences = diagnosis.findings.filter(
    (finding) =>
      finding.kind !== 'benign' && finding.clearedAt === undefined && !rootIds.has(finding.id),
  ).length
  if (causes > 0 && diagnosis.cause !== 'unknown') {
    const apart = alike(roots.filter(({ kind }) => kind === 'symptom')).length
    return [
      count(causes, 'cause'),
      ...(consequences > 0 ? [count(consequences, 'consequence')] : []),
      ...(apart > 0 ? [`${count(apart, 'symptom')} that may be of it or not`] : []),
    ].join(', ')
  }
  if (diagnosis.cause === 'none') return 'Nothing is wrong'
  if (isBenign(diagnosis.cause)) return 'Only harmless lines: nothing is to be done'
  const wrong = alike(roots.filter(({ kind }) => kind !== 'benign')).length
  return causes === 0
    ? 'No cause found'
    : `No cause found for ${wrong - causes} of ${count(wrong, 'finding')}`
}
