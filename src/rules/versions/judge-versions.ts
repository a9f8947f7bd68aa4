import type { RunningVersion, VersionAnswer } from '#src/model/versions.ts'
import { firmwareDefectsOf } from './defects/firmware.ts'
import { kernelDefects } from './defects/kernel.ts'
import { knownDefects } from './known-defects.ts'
import { type ReleaseLine, releaseLines } from './release-lines.ts'
import { isWithin, parseVersion } from './version.ts'

/**
 * Whether each running version is still maintained on that day, and which known defects it has. Of
 * kernels, bootloaders and containerd, whose lines are not followed here, only those with a known defect.
 *
 * @param now milliseconds since the epoch
 */
export function judgeVersions(running: readonly RunningVersion[], now: number): VersionAnswer[] {
  const today = new Date(now).toISOString().slice(0, 10)
  return running.flatMap((one) => {
    const defects = defectsOf(one)
    const isFollowed = one.component in releaseLines
    if (!isFollowed && defects.length === 0) return []
    return [{ ...one, ...maintenanceOf(one, today), ...untestedPair(one, running), defects }]
  })
}

type Maintenance = Pick<VersionAnswer, 'state' | 'endsOn' | 'next' | 'reason'>

function maintenanceOf({ component, version }: RunningVersion, today: string): Maintenance {
  if (component !== 'k3s' && component !== 'longhorn')
    return { state: 'unknown', reason: 'its lines are not followed here, only its known defects' }
  const lines = releaseLines[component]
  const minor = minorOf(version)
  if (!minor) return { state: 'unknown', reason: `"${version}" is no version of three numbers` }
  const place = lines.findIndex((line) => line.minor === minor)
  const line = lines[place]
  return line
    ? maintenanceIn(line, lines.slice(place + 1), today)
    : outsideOf(lines, { minor, component })
}

function maintenanceIn(
  { minor, ended, endsOn }: ReleaseLine,
  later: readonly ReleaseLine[],
  today: string,
): Maintenance {
  const when = endsOn === undefined ? {} : { endsOn }
  if (ended !== true && (endsOn === undefined || endsOn >= today)) {
    const until = endsOn === undefined ? '' : ` until ${endsOn}`
    return { state: 'maintained', ...when, reason: `the line ${minor} is maintained${until}` }
  }
  const since = endsOn === undefined ? '' : ` since ${endsOn}`
  return {
    state: 'ended',
    ...when,
    ...stepsTo(later, today),
    reason: `the line ${minor} gets no more fixes${since}`,
  }
}

function outsideOf(
  lines: readonly ReleaseLine[],
  { minor, component }: { readonly minor: string; readonly component: string },
): Maintenance {
  const [first] = lines
  const isOld = first !== undefined && order(minor) < order(first.minor)
  return isOld
    ? {
        state: 'ended',
        reason: `the line ${minor} is older than ${first.minor} and gets no more fixes`,
        next: `No minor version may be left out on the way up: see the upgrade notes of ${component}.`,
      }
    : { state: 'unknown', reason: `the line ${minor} is newer than this table` }
}

/** One minor version after the other, up to the first that is maintained for longest. */
function stepsTo(later: readonly ReleaseLine[], today: string): { next?: string } {
  const isOpen = ({ ended, endsOn }: ReleaseLine) =>
    ended !== true && (endsOn === undefined || endsOn >= today)
  const goal =
    later.findLast(({ endsOn, kubernetes }) => endsOn !== undefined || kubernetes) ?? later.at(-1)
  const way = goal ? later.slice(0, later.indexOf(goal) + 1) : []
  if (!way.some(isOpen)) return {}
  return { next: `Go up one minor version at a time: ${way.map(({ minor }) => minor).join(', ')}.` }
}

/** Longhorn is tested on some Kubernetes lines; K3s carries that line in its own number. */
function untestedPair(
  { component, version }: RunningVersion,
  running: readonly RunningVersion[],
): { untested?: string } {
  const own = minorOf(version)
  const line = releaseLines.longhorn.find(({ minor }) => minor === own)
  if (component !== 'longhorn' || !line?.kubernetes) return {}
  const [oldest, newest] = line.kubernetes
  const outside = running
    .filter((one) => one.component === 'k3s')
    .map((one) => minorOf(one.version))
    .find((minor) => minor && (order(minor) < order(oldest) || order(minor) > order(newest)))
  return outside === undefined
    ? {}
    : { untested: `tested on Kubernetes ${oldest} to ${newest}, not on ${outside}` }
}

/** Defects of just these versions; what every version has is no reason to change it. */
function defectsOf({ component, version, starts }: RunningVersion): VersionAnswer['defects'] {
  if (component === 'kernel') return kernelDefectsOf(version)
  if (component === 'bootloader')
    return starts ? firmwareDefectsOf(version, starts).map(asToldOf) : []
  const own = parseVersion(version)
  if (!own) return []
  return knownDefects
    .filter((defect) => defect.component === component)
    .filter(({ affected }) =>
      isWithin(
        own,
        affected.filter(({ to }) => to !== undefined),
      ),
    )
    .map(({ title, fixedIn, report, workaround }) => ({
      title,
      fixedIn: [...fixedIn],
      report,
      workaround,
    }))
}

function kernelDefectsOf(release: string): VersionAnswer['defects'] {
  return kernelDefects.filter(({ releases }) => releases.test(release)).map(asToldOf)
}

type Row = Readonly<Record<'title' | 'report' | 'cure', string>>

function asToldOf({ title, report, cure }: Row): VersionAnswer['defects'][number] {
  return { title, fixedIn: [], report, workaround: cure }
}

/** `1.36` of `v1.36.3+k3s1`. */
function minorOf(version: string): string | undefined {
  const own = parseVersion(version)
  return own && `${own[0]}.${own[1]}`
}

function order(minor: string): number {
  const [major = 0, second = 0] = minor.split('.').map(Number)
  return major * 1000 + second
}
