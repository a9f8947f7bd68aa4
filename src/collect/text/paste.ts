import type * as z from 'zod'
import type { events } from '../../model/facts/kubernetes.ts'
import { cleanText } from '../../model/text.ts'
import { redactText } from '../redact/redact.ts'
import type { ScanContext, StatedFact } from './context.ts'
import { coverageFacts } from './coverage.ts'
import type { Folds } from './fold.ts'
import { type Breaks, breaksOf, join, partsOf } from './joining.ts'
import { groupsOf, type Line, type LineGroup } from './line-groups.ts'
import { toldFacts } from './prose.ts'
import type { CompiledQueries } from './queries.ts'
import { LineReader, type Place } from './reader.ts'
import { SectionBoots } from './section-boots.ts'
import { type Section, sectionsOf } from './sections.ts'
import { Calendar } from './stamp/calendar.ts'
import { readHead } from './stamp/head.ts'
import { learnCalendar } from './stamp/learn.ts'
import { type EventAbout, isEventRow, readEvent } from './tables/events.ts'
import type { Recognised } from './tables/form.ts'
import { recogniseIn } from './tables/recognise.ts'
import { unwrapped } from './unwrap/unwrap.ts'

/** Texts up to this length may hold lines that a terminal or mailer broke. */
const mostJoinedCharacters = 262_144
/** Parts the segments of one section from those of the next. */
const segmentsOfSection = 4096

/** What a paste was found to state, and how its lines' boots are numbered. */
export interface PasteRead {
  readonly facts: readonly StatedFact[]
  readonly bootOf: (segment: number, node: string | undefined) => number | undefined
}

/**
 * Reads a text as people paste it: several commands' output in one, tables, broken lines. Every
 * line is looked at, so this is for texts of a size that people paste.
 */
export function readPaste(
  text: string,
  compiled: CompiledQueries,
  context: ScanContext,
  folds: Folds,
): PasteRead {
  const clean = context.isLog ? cleanText(text) : plainPaste(cleanText(text))
  const sections = context.isLog ? [{ from: 0, lines: clean.split('\n') }] : sectionsOf(clean)
  const calendar = new Calendar(context.takenAt)
  learnCalendar(clean.split('\n'), calendar)
  const reader = new LineReader(compiled, folds, context.redact)
  const mayBeBroken = clean.length <= mostJoinedCharacters
  const read = sections.map((section, index) => {
    const one = new SectionReader(section, { ...context, ...contextOf(section, context) }, calendar)
    one.read(reader, { mayBeBroken, firstSegment: index * segmentsOfSection })
    return one
  })
  const overflowed = folds.overflowed
  return {
    facts: read.flatMap((one, index) => one.facts(read.length === 1, index === 0 ? overflowed : 0)),
    bootOf: (segment, node) =>
      read[Math.floor(segment / segmentsOfSection)]?.bootOf(segment % segmentsOfSection, node),
  }
}

/** What was wrapped may hold a secret that could not be seen before. */
function plainPaste(clean: string): string {
  const plain = unwrapped(clean)
  return plain === clean ? clean : redactText(plain).text
}

/** What the evidence says of itself goes before what a prompt shows. */
function contextOf(section: Section, context: ScanContext): Partial<ScanContext> {
  return {
    origin: context.origin === 'unknown' ? (section.origin ?? 'unknown') : context.origin,
    node: context.node ?? section.node,
    boot: context.boot ?? section.boot,
  }
}

interface Way {
  readonly mayBeBroken: boolean
  readonly firstSegment: number
}

function textsOf(lines: readonly Line[]): readonly string[] {
  return lines.map(({ text }) => text)
}

/** Reads the output of one command. */
class SectionReader {
  readonly #context: ScanContext
  readonly #lines: readonly Line[]
  readonly #breaks: Breaks
  readonly #boots: SectionBoots
  readonly #recognised: readonly Recognised[]
  readonly #events: StatedFact[] = []

  constructor(section: Section, context: ScanContext, calendar: Calendar) {
    this.#context = context
    this.#recognised = context.isLog ? [] : recogniseIn(section)
    const rows = new Set(
      this.#recognised.flatMap(({ lines: [from, to] }) => (to - from === 1 ? [from] : [])),
    )
    this.#lines = section.lines.map((text, number) => {
      const head = readHead(text, calendar)
      const isEvent = !context.isLog && head === undefined && isEventRow(text)
      return {
        text,
        number,
        head,
        isEvent,
        begins: isEvent || head !== undefined || rows.has(number),
      }
    })
    this.#breaks = breaksOf(section.lines)
    this.#boots = new SectionBoots(this.#lines, context)
  }

  read(reader: LineReader, way: Way): void {
    const described = this.#recognised.filter(
      ({ kind, lines: [from, to] }) => to - from > 1 && kind === 'events',
    )
    if (described.length > 0) {
      this.#readEventObjects(reader, described, way)
      return
    }
    for (const group of groupsOf(this.#lines, this.#breaks.width))
      this.#readGroup(reader, group, way)
  }

  #readGroup(reader: LineReader, group: LineGroup, way: Way): void {
    const [first] = group.lines
    if (!first) return
    const placeOf = () => this.#placeOf(first, way)
    if (first.isEvent) this.#noteEvent(group)
    if (group.lines.length === 1) {
      reader.search(first.text, placeOf)
      return
    }
    if (!way.mayBeBroken) {
      for (const line of group.lines) reader.search(line.text, () => this.#placeOf(line, way))
      return
    }
    if (group.isRecord) {
      const joined = join(textsOf(group.lines), this.#breaks)
      reader.readJoined(joined, { already: new Set(), isRecord: true }, placeOf)
    } else this.#readHeadless(reader, group.lines, (line) => this.#placeOf(line, way))
  }

  /** Lines that begin like no record: each may be one, several may, or all of them. */
  #readHeadless(reader: LineReader, lines: readonly Line[], placeOf: (line: Line) => Place): void {
    const isRecord = false
    const found = new Set<number>()
    const [whole] = lines
    for (const part of partsOf(lines, this.#breaks)) {
      const alone = part.flatMap((line) => reader.search(line.text, () => placeOf(line)))
      for (const query of alone) found.add(query)
      const [first] = part
      if (!first || part.length === 1) continue
      const joining = { already: new Set(alone), isRecord }
      const across = reader.readJoined(join(textsOf(part), this.#breaks), joining, () =>
        placeOf(first),
      )
      for (const query of across) found.add(query)
    }
    if (whole)
      reader.readJoined(join(textsOf(lines), this.#breaks), { already: found, isRecord }, () =>
        placeOf(whole),
      )
  }

  #placeOf({ head, number, isEvent }: Line, { firstSegment }: Way): Place {
    const { node } = this.#context
    const origin = isEvent ? 'events' : this.#context.origin
    const segment = firstSegment + this.#boots.segmentAt(number, node ?? head?.host)
    return { head, origin, node, segment }
  }

  #noteEvent({ lines }: LineGroup): void {
    const texts = textsOf(lines)
    const line = texts.length === 1 ? texts[0] : join(texts, this.#breaks).variants[0]?.text
    const event = readEvent(line ?? '', this.#aboutAt(lines[0]?.number ?? 0))
    if (event) this.#events.push(event)
  }

  /** The object whose description a line stands in. */
  #aboutAt(number: number): EventAbout {
    const around = this.#recognised.find(
      ({ lines: [from, to] }) => to - from > 1 && from <= number && number < to,
    )
    if (!around || !('name' in around.record)) return {}
    const objectName = String(around.record.name)
    if (around.kind === 'nodes') return { objectKind: 'Node', objectName }
    if (around.kind !== 'pods' || !('namespace' in around.record)) return {}
    return { objectKind: 'Pod', objectName, namespace: String(around.record.namespace) }
  }

  /** Events as JSON or YAML: their messages are read, not the text around them. */
  #readEventObjects(reader: LineReader, found: readonly Recognised[], way: Way): void {
    for (const { record } of found) {
      const { message, lastAt, ...event } = record as z.infer<typeof events.schema>
      const object = event.objectName && `${event.objectKind ?? ''}/${event.objectName}`
      const before = [event.type, event.reason, object].flatMap((part) =>
        part ? [`${part} `] : [],
      )
      const text = before.join('') + message
      const at = Date.parse(lastAt ?? '')
      const head = { messageStart: text.length - message.length, ...(!Number.isNaN(at) && { at }) }
      const line: Line = { text, number: 0, head, isEvent: true, begins: true }
      reader.search(text, () => this.#placeOf(line, way))
    }
  }

  /** @param isOnly the text holds nothing else, so that it is covered whatever it is */
  facts(isOnly: boolean, overflowed: number): StatedFact[] {
    const stated = this.#recognised.map(({ kind, record, node }) => ({
      kind,
      record,
      ...(node !== undefined && { node }),
    }))
    const isDated = this.#lines.some(({ head, isEvent }) => isEvent || head !== undefined)
    const isNothing = isOnly && stated.length === 0
    const coverage = isDated || isNothing ? coverageFacts(this.#boots.readText(overflowed)) : []
    const node = this.#context.node
    return [
      ...coverage.map((fact) => (node === undefined ? fact : { node, ...fact })),
      ...stated,
      ...this.#events,
      ...(this.#context.isLog ? [] : toldFacts(this.#lines, this.#breaks, this.#context)),
    ]
  }

  bootOf(segment: number, node: string | undefined): number | undefined {
    return this.#boots.bootOf(segment, node)
  }
}
