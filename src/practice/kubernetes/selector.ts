import type { Kind } from './kinds.ts'
import { badRequest } from './refusal.ts'
import type { PracticeObject } from './store.ts'

type Labels = Readonly<Record<string, string>>
type Test<T> = (subject: T) => boolean

/**
 * The test that a labelSelector states: `a=b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
export function labelTest(selector: string | null): Test<Labels> {
  const tests = requirementsOf(selector ?? '').map(requirementTest)
  return (labels) => tests.every((test) => test(labels))
}

/** Splits at commas that are outside of parentheses. */
function requirementsOf(selector: string): string[] {
  return selector
    .split(/,(?![^(]*\))/)
    .map((one) => one.trim())
    .filter(Boolean)
}

function requirementTest(requirement: string): Test<Labels> {
  const set = /^([\w./-]+) +(in|notin) *\(([^()]*)\)$/.exec(requirement)
  if (set) {
    const [, key = '', operator, list = ''] = set
    const values = list.split(',').map((value) => value.trim())
    return (labels) => values.includes(labels[key] ?? '\0') === (operator === 'in')
  }
  const equal = /^([\w./-]+) *(!=|==|=) *([\w.-]*)$/.exec(requirement)
  if (equal) {
    const [, key = '', operator, value] = equal
    return (labels) => (labels[key] === value) === (operator !== '!=')
  }
  const exists = /^(! *)?([\w./-]+)$/.exec(requirement)
  if (!exists) {
    const [, unexpected = requirement] = /^[\w./-]+ +([\w./-]+)/.exec(requirement) ?? []
    throw badRequest(
      `unable to parse requirement: found '${unexpected}', expected: in, notin, =, ==, !=, gt, lt`,
    )
  }
  const [, not, key = ''] = exists
  return (labels) => key in labels === (not === undefined)
}

/** The test of a selector inside an object: a budget's, a ReplicaSet's. */
export function objectSelectorTest(selector: unknown): Test<Labels> {
  const { matchLabels = {}, matchExpressions = [] } = (selector ?? {}) as {
    matchLabels?: Labels
    matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[]
  }
  return (labels) =>
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      if (operator === 'Exists') return key in labels
      if (operator === 'DoesNotExist') return !(key in labels)
      return values.includes(labels[key] ?? '\0') === (operator === 'In')
    })
}

/** The test that a fieldSelector states for this kind. */
export function fieldTest(selector: string | null, kind: Kind): Test<PracticeObject> {
  const tests = (selector ?? '')
    .split(',')
    .filter(Boolean)
    .map((requirement) => {
      const [, path = '', operator, value] = /^([\w.]+)(!=|==|=)(.*)$/.exec(requirement) ?? []
      const known = ['metadata.name', 'metadata.namespace', ...(kind.fieldLabels ?? [])]
      if (!known.includes(path))
        throw badRequest(`field label not supported: ${path || requirement}`)
      return (object: PracticeObject) => (fieldOf(object, path) === value) === (operator !== '!=')
    })
  return (object) => tests.every((test) => test(object))
}

/** A field as text: what is absent is empty, and a truth is `true` or `false`. */
function fieldOf(object: unknown, path: string): string {
  let value = object
  for (const part of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[part]
  return value === undefined || value === null ? '' : String(value as string | boolean)
}
