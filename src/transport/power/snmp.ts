import { isIPv6 } from 'node:net'
import snmp, { type Session, type User, type Varbind } from 'net-snmp'
import type { PowerDoor, PowerFailure, PowerOptions, PowerReading, PowerState } from './door.ts'

export interface SnmpAccess {
  readonly name: string
  readonly address: string
  readonly udpPort: number
  readonly login:
    | { readonly community: string }
    | {
        readonly user: string
        readonly authentication: string
        readonly authenticationProtocol: 'sha' | 'sha256' | 'sha512' | 'md5'
        readonly privacy: string | undefined
        readonly privacyProtocol: 'aes' | 'des'
      }
  /** pethPsePortGroupIndex */
  readonly group: number
  /** pethPsePortIndex */
  readonly port: number
}

/** pethPsePortEntry of POWER-ETHERNET-MIB (RFC 3621). */
const portEntry = '1.3.6.1.2.1.105.1.1.1'
const adminEnable = 3
const detectionStatus = 6
const counterColumns = {
  pethPsePortMPSAbsentCounter: 8,
  pethPsePortInvalidSignatureCounter: 11,
  pethPsePortPowerDeniedCounter: 12,
  pethPsePortOverLoadCounter: 13,
  pethPsePortShortCounter: 14,
} as const

/** TruthValue (RFC 2579). */
const truth = { on: 1, off: 2 } as const
/** pethPsePortDetectionStatus in RFC 3621's own names. */
const detections = ['disabled', 'searching', 'deliveringPower', 'fault', 'test', 'otherFault']

/**
 * A port of a PoE switch. The detection status is not a setting but the state of the circuit that
 * feeds the port: `deliveringPower` ends when no power flows.
 */
export function openSnmp(access: SnmpAccess): PowerDoor {
  const set = (wish: 'on' | 'off', options: PowerOptions) =>
    withSession(access, options, async (ask) => {
      const oid = oidOf(access, adminEnable)
      const { failure } = await ask('set', [
        { oid, type: snmp.ObjectType.Integer, value: truth[wish] },
      ])
      return failure
    })
  return {
    name: access.name,
    state: (options) => withSession(access, options, (ask) => readPort(access, ask)),
    off: (options) => set('off', options),
    on: (options) => set('on', options),
  }
}

type Answer =
  | { readonly varbinds: readonly Varbind[]; readonly failure?: undefined }
  | { readonly varbinds?: undefined; readonly failure: PowerFailure }

type Ask = (verb: 'get' | 'set', varbinds: Varbind[]) => Promise<Answer>

async function readPort(access: SnmpAccess, ask: Ask): Promise<PowerReading> {
  const columns = [adminEnable, detectionStatus, ...Object.values(counterColumns)]
  const { varbinds, failure } = await ask(
    'get',
    columns.map((column) => ({ oid: oidOf(access, column) }) as Varbind),
  )
  if (failure) return { failure }
  const values = new Map(varbinds.map((one) => [one.oid, numberOf(one)]))
  const valueOf = (column: number) => values.get(oidOf(access, column))
  const admin = valueOf(adminEnable)
  const status = valueOf(detectionStatus)
  if (admin === undefined && status === undefined)
    return {
      failure: {
        kind: 'unknown-outlet',
        reason: `it has no PoE port ${access.port} in group ${access.group}`,
        next: 'Compare port and group with `snmpwalk` of 1.3.6.1.2.1.105.1.1.1.3.',
      },
    }
  const counters = Object.entries(counterColumns).flatMap(([name, column]) => {
    const count = valueOf(column)
    return count === undefined ? [] : [[name, count] as const]
  })
  return { state: { ...stateOf(admin, status), counters: Object.fromEntries(counters) } }
}

function stateOf(admin: number | undefined, status: number | undefined): PowerState {
  const outlet = admin === truth.on ? 'on' : admin === truth.off ? 'off' : 'unknown'
  const detection = detections[(status ?? 0) - 1]
  const flows = detection === undefined ? 'unknown' : detection === 'deliveringPower' ? 'yes' : 'no'
  return { outlet, flows, words: `${outlet}, ${detection ?? 'status not told'}` }
}

function oidOf({ group, port }: SnmpAccess, column: number): string {
  return `${portEntry}.${column}.${group}.${port}`
}

function numberOf(varbind: Varbind): number | undefined {
  return !snmp.isVarbindError(varbind) && typeof varbind.value === 'number'
    ? varbind.value
    : undefined
}

/** One session for one question: nothing is left open, and an abort closes it. */
async function withSession<T>(
  access: SnmpAccess,
  { timeoutMilliseconds, signal }: PowerOptions,
  use: (ask: Ask) => Promise<T>,
): Promise<T> {
  const session = openSession(access, timeoutMilliseconds)
  const failed = (error: Error) => failureOf(error, access, timeoutMilliseconds)
  let isClosed = false
  // Anybody may send a packet that is none; the answer may still come.
  ;(session as unknown as NodeJS.EventEmitter).on('error', () => {})
  ;(session as unknown as NodeJS.EventEmitter).on('close', () => {
    isClosed = true
  })
  try {
    return await use((verb, varbinds) => ask(session, verb, varbinds, { signal, failed }))
  } finally {
    if (!isClosed) session.close()
  }
}

/** A session that is closed before its packet left calls nobody back: the abort answers itself. */
function ask(
  session: Session,
  verb: 'get' | 'set',
  varbinds: Varbind[],
  { signal, failed }: { signal: AbortSignal; failed: (error: Error) => PowerFailure },
): Promise<Answer> {
  return new Promise((resolve) => {
    const stop = () => resolve({ failure: aborted })
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    const take = (error: Error | null, found: Varbind[] = []) => {
      signal.removeEventListener('abort', stop)
      resolve(error ? { failure: failed(error) } : { varbinds: found })
    }
    if (verb === 'set') session.set(varbinds, take)
    else
      session.get(
        varbinds.map(({ oid }) => oid),
        take,
      )
  })
}

const aborted: PowerFailure = { kind: 'aborted', reason: 'stopped on request' }

function openSession({ address, udpPort, login }: SnmpAccess, timeout: number): Session {
  const host = address.replace(/^\[|\]$/g, '')
  const options = {
    port: udpPort,
    // Asked twice: a packet may be lost, and setting a port twice is setting it once.
    retries: 1,
    timeout: Math.max(1, Math.floor(timeout / 2)),
    transport: isIPv6(host) ? 'udp6' : 'udp4',
  } as const
  if ('community' in login)
    return snmp.createSession(host, login.community, { ...options, version: snmp.Version2c })
  return snmp.createV3Session(host, userOf(login), { ...options, version: snmp.Version3 })
}

function userOf(login: Extract<SnmpAccess['login'], { user: string }>): User {
  const { user, authentication, authenticationProtocol, privacy, privacyProtocol } = login
  return {
    name: user,
    level: privacy === undefined ? snmp.SecurityLevel.authNoPriv : snmp.SecurityLevel.authPriv,
    authProtocol: snmp.AuthProtocols[authenticationProtocol],
    authKey: authentication,
    ...(privacy !== undefined && {
      privProtocol: snmp.PrivProtocols[privacyProtocol],
      privKey: privacy,
    }),
  }
}

/** Error statuses of RFC 3416 that say: this login may not write here. */
const notAllowed = new Set([
  snmp.ErrorStatus.NoAccess,
  snmp.ErrorStatus.AuthorizationError,
  snmp.ErrorStatus.ReadOnly,
])
/** And those that say: there is no such port to write. */
const notThere = new Set([
  snmp.ErrorStatus.NoSuchName,
  snmp.ErrorStatus.NoCreation,
  snmp.ErrorStatus.NotWritable,
  snmp.ErrorStatus.InconsistentName,
])

/** Only the kind of an error is used: the library's own hold user and keys. */
function failureOf(error: Error, access: SnmpAccess, timeout: number): PowerFailure {
  const { login, port, group } = access
  const next = 'See the secret that bramble.yaml names for it, and who may read and write there.'
  if (error.name === 'RequestTimedOutError') {
    const reason = `no answer within ${timeout / 1000} s`
    return 'community' in login
      ? { kind: 'timeout', reason: `${reason}; a wrong community gets none, either`, next }
      : { kind: 'timeout', reason }
  }
  if (error instanceof snmp.ResponseInvalidError)
    return error.code === snmp.ResponseInvalidCode.EAuthFailure ||
      error.code === snmp.ResponseInvalidCode.ECouldNotDecrypt
      ? { kind: 'denied', reason: 'it does not take this user and secret', next }
      : { kind: 'bad-answer', reason: 'it answered what SNMP does not say' }
  if (error instanceof snmp.RequestFailedError) {
    const { status } = error
    if (notAllowed.has(status))
      return { kind: 'denied', reason: 'it does not let this login write', next }
    if (notThere.has(status))
      return {
        kind: 'unknown-outlet',
        reason: `it cannot set port ${port} of group ${group}`,
      }
    return { kind: 'refused', reason: `it refused (SNMP error ${status})` }
  }
  const code = 'code' in error ? String(error.code) : error.name
  return { kind: 'unreachable', reason: `no way to it (${code})` }
}
