import { type BrambleError, usageError } from '../../model/error.ts'
import { Observation } from '../../model/evidence.ts'
import { cleanLine } from '../../model/text.ts'
import { Incident, originOfKind } from './incident.ts'
import type { InputContext, ReadInput } from './input.ts'
import { findJsonFlaw, type JsonFlaw } from './json-position.ts'
import { fileCoverage, textEvidence } from './text-evidence.ts'

const example =
  'An incident is {"evidence": [{"kind": "k3s-journal", "node": "pi01", "text": "…"}]}.'

/**
 * Reads an incident or an observation; undefined for JSON that is a log or a cluster's own output,
 * which is text.
 *
 * @throws usage errors `input-cut`, `input-malformed`, `input-not-incident`
 */
export function readJson(text: string, name: string, context: InputContext): ReadInput | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The parser's own message would quote the file.
    return explainFlaw(text, name)
  }
  if (isOutput(value)) return undefined
  const schema = value !== null && typeof value === 'object' && 'schema' in value && value.schema
  if (typeof schema === 'string' && schema.startsWith('bramble/'))
    return {
      observation: observationOf(value, name),
      evidence: [],
      coverage: [],
      scanned: [],
    }
  return readIncident(value, name, context)
}

function readIncident(value: unknown, name: string, context: InputContext): ReadInput {
  const incident = Incident.safeParse(value)
  if (!incident.success) {
    const [flaw] = incident.error.issues
    const why = flaw && flaw.path.length > 0 ? `: ${flaw.path.join('.')} ${flaw.message}` : ''
    throw usageError('input-not-incident', `${name} is JSON, but no incident${cleanLine(why)}.`, {
      next: example,
    })
  }
  const evidence = incident.data.evidence.map(({ kind, node, text }, place) =>
    textEvidence(
      {
        source: `${name}, ${cleanLine(kind)} (${place + 1})`,
        ...(node !== undefined && { node: cleanLine(node) }),
        text,
        log: originOfKind(kind),
      },
      { id: `f${context.prefix}.${place + 1}`, takenAt: context.takenAt },
    ),
  )
  return { evidence, coverage: [fileCoverage(name)], scanned: [] }
}

/**
 * Checks an observation that was read from a file.
 *
 * @throws usage errors `input-not-observation`, `input-newer`
 */
export function observationOf(value: unknown, name: string): Observation {
  const read = Observation.safeParse(value)
  if (read.success) return read.data
  const schema = (value as { schema?: unknown } | null)?.schema
  if (typeof schema === 'string' && schema !== 'bramble/observation/1')
    throw usageError(
      'input-not-observation',
      `${name} has the schema "${cleanLine(schema).slice(0, 80)}"; this Bramble reads "bramble/observation/1".`,
      { next: 'Name a bundle that `bramble collect` wrote, or update Bramble.' },
    )
  const [flaw] = read.error.issues
  throw usageError(
    'input-not-observation',
    `${name} is no whole observation: ${flaw?.path.join('.')}: ${flaw?.message}.`,
    { next: 'Write it again with `bramble collect`.' },
  )
}

/** Of objects, of journal entries, and of a program's or a log keeper's lines. */
const outputFields =
  'apiVersion kind blockdevices MESSAGE __CURSOR level msg message log ts time @timestamp'.split(
    ' ',
  )

/** Output of `kubectl -o json`, `journalctl -o json` and their like: text for the scanner. */
function isOutput(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return true
  if (Array.isArray(value)) return value.every(isOutput)
  return outputFields.some((key) => key in value && !('evidence' in value))
}

function explainFlaw(text: string, name: string): undefined {
  if (!isOurs(text)) return undefined
  const flaw = findJsonFlaw(text)
  if (flaw) throw malformed(name, flaw)
  return undefined
}

/** A log line may begin with a bracket; only what names our own fields has to be whole. */
function isOurs(text: string): boolean {
  return /^\s*\{/.test(text) && /"bramble\/\w+\/|"evidence"\s*:/.test(text.slice(0, 65_536))
}

function malformed(name: string, { line, column, expected, cut }: JsonFlaw): BrambleError {
  const place = `${name}:${line}:${column}`
  return cut
    ? usageError('input-cut', `${place} the file is cut off; expected ${expected}.`, {
        next: 'Copy the file again, whole.',
      })
    : usageError('input-malformed', `${place} is not JSON; expected ${expected}.`, {
        next: example,
      })
}
