import { mounts as fact } from '#src/model/facts/node.ts'
import { type Files, files, filesIn } from './files.ts'
import { absent, type FactReader } from './reader.ts'

/** One line of /proc/self/mountinfo, unescaped. */
export interface MountLine {
  /** Major and minor number, `179:2`. */
  readonly device: string
  readonly source: string
  readonly target: string
  readonly type: string
  readonly options: readonly string[]
}

const maxMounts = 1000

export const mounts: FactReader = {
  kind: fact.kind,
  source: '/proc/self/mountinfo',
  section: files.name,
  read(answers) {
    const found = mountsIn(filesIn(answers))
    if (found.length === 0) return absent('failed', 'the node sent no mount table')
    return found.map(({ source, target, type, options }) => ({ source, target, type, options }))
  },
}

/**
 * Fields as proc_pid_mountinfo(5) has them. mountinfo and not /proc/mounts, because it names the
 * device by number: /dev/root is then no riddle. A file system that the kernel made read-only
 * says so in its own options, not in the mount's.
 */
export function mountsIn(found: Files): MountLine[] {
  return (found.get('/proc/self/mountinfo') ?? []).slice(0, maxMounts).flatMap((line) => {
    const [mount, rest] = line.split(' - ', 2)
    const [, , device, , target, own] = (mount ?? '').split(' ')
    const [type, source, whole] = (rest ?? '').split(' ')
    if (!device || !target || !own || !type || !source) return []
    return [
      {
        device,
        source: unescaped(source),
        target: unescaped(target),
        type,
        options: mergedOptions(own.split(','), (whole ?? '').split(',')),
      },
    ]
  })
}

function mergedOptions(own: readonly string[], whole: readonly string[]): string[] {
  const readOnly = whole.includes('ro')
  const merged = own.map((option) => (option === 'rw' && readOnly ? 'ro' : option))
  const more = whole.filter(
    (option) =>
      option !== '' &&
      option !== 'rw' &&
      option !== 'ro' &&
      !/^(?:lowerdir|upperdir|workdir)=/.test(option),
  )
  return [...new Set([...merged, ...more])]
}

function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  )
}

/** The mount that a path lies on. Of several on one target the last one covers the others. */
export function mountOf(path: string, found: readonly MountLine[]): MountLine | undefined {
  let best: MountLine | undefined
  for (const mount of found) {
    const { target } = mount
    const covers = target === '/' || path === target || path.startsWith(`${target}/`)
    if (covers && target.length >= (best?.target.length ?? 0)) best = mount
  }
  return best
}
