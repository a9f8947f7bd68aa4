import type { Finding } from '../model/diagnosis.ts'

/**
 * 0 for what is wrong. What is merely seen coming (a symptom for information) comes after it, and
 * harmless lines last: a healthy cluster stays healthy with both.
 */
export function lightness(kind: Finding['kind'], severity: Finding['severity']): 0 | 1 | 2 {
  if (kind === 'benign') return 2
  return kind === 'symptom' && severity === 'info' ? 1 : 0
}

interface Health {
  /** Checks passed, none failed, none was unknown. */
  readonly wellSeen: boolean
  readonly failing: boolean
  /** A rule heard something that it cannot place, and knows what would decide. */
  readonly undecided: boolean
}

/** The slug that a diagnosis answers with: see design.md, exit codes and output. */
export function answer(
  findings: readonly Finding[],
  { wellSeen, failing, undecided }: Health,
): string {
  const wrong = findings.find(({ kind, severity }) => lightness(kind, severity) === 0)
  if (wrong) return wrong.kind === 'cause' ? wrong.cause : 'unknown'
  if (failing) return 'unknown'
  // Harmless lines say nothing of what is open beside them.
  if (undecided && !wellSeen) return 'unknown'
  const benign = findings.find(({ kind }) => kind === 'benign')
  return benign?.cause ?? (wellSeen ? 'none' : 'unknown')
}
