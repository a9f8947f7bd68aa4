import type { Board } from '../../world/board.ts'
import type { Unit } from '../../world/unit.ts'
import { type Call, type Options, optionsIn, type Said, type Tool } from '../tool.ts'
import { dayOf } from './journalctl.ts'

const valued = new Set(['p', 'property', 'n', 'o', 'output', 't', 'type', 'state'])

type Verb = (call: Call, names: readonly string[], options: Options) => Said

const verbs: Readonly<Record<string, Verb>> = {
  show: ({ board }, names, options) => ({ out: show(board, names, options) }),
  'is-active': (call, names) =>
    asked(call, names, ({ state }) => [state, state === 'active' ? 0 : 3]),
  'is-enabled': (call, names) =>
    asked(call, names, ({ enabled }) => (enabled ? ['enabled', 0] : ['disabled', 1])),
  status: (call, names) =>
    asked(call, names, (unit) => [statusOf(unit), unit.state === 'active' ? 0 : 3]),
  start: (call, names) => change(call, names, 'start', (name) => call.board.start(name)),
  stop: (call, names) => change(call, names, 'stop', (name) => call.board.stop(name)),
  restart: (call, names) =>
    change(call, names, 'restart', (name) => {
      call.board.stop(name)
      call.board.start(name)
    }),
  enable: (call, names, { flags }) =>
    change(call, names, 'enable', (name) => {
      call.board.unit(name).enabled = true
      if (flags.has('now')) call.board.start(name)
    }),
  disable: (call, names, { flags }) =>
    change(call, names, 'disable', (name) => {
      call.board.unit(name).enabled = false
      if (flags.has('now')) call.board.stop(name)
    }),
  'daemon-reload': (call) => change(call, [], 'reload', () => call.board.readUnits()),
  'daemon-reexec': (call) => change(call, [], 'reload', () => call.board.readUnits()),
  'reset-failed': (call, names) =>
    change(call, names, 'reset', (name) => {
      const unit = call.board.unit(name)
      unit.state = unit.state === 'failed' ? 'inactive' : unit.state
    }),
  'is-system-running': ({ board }) => {
    const failed = [...board.units.values()].some(({ state }) => state === 'failed')
    return failed ? { out: 'degraded\n', code: 1 } : { out: 'running\n' }
  },
  'list-units': ({ board }, _names, { flags, values }) => {
    const onlyFailed = flags.has('failed') || values.get('state')?.includes('failed')
    const units = [...board.units.values()].filter(({ state }) => !onlyFailed || state === 'failed')
    const rows = units.map(
      (unit) =>
        `  ${unit.name}.service loaded ${unit.state} ${subState(unit)} ${unit.description}\n`,
    )
    return { out: rows.join('') }
  },
  reboot: (call) => change(call, [], 'reboot', () => call.board.reboot()),
  poweroff: (call) => change(call, [], 'poweroff', () => call.board.shutDown()),
}

/** systemctl(1) of systemd 257, over the units of a board. */
export const systemctl: Tool = {
  name: 'systemctl',
  run(call) {
    const options = optionsIn(call.words, valued)
    const [verb = 'list-units', ...names] = options.operands
    const act = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
    return act ? act(call, names, options) : { error: `Unknown command verb '${verb}'.\n`, code: 1 }
  },
}

/** reboot(8), poweroff(8), and shutdown(8) as people type it. */
export const reboot: Tool = { name: 'reboot', run: (call) => ask(call, 'reboot') }
export const poweroff: Tool = { name: 'poweroff', run: (call) => ask(call, 'poweroff') }
export const shutdown: Tool = {
  name: 'shutdown',
  run: (call) => ask(call, call.words.includes('-r') ? 'reboot' : 'poweroff'),
}

function ask(call: Call, verb: 'reboot' | 'poweroff'): Said {
  return verbs[verb]?.(call, [], optionsIn([], valued)) ?? {}
}

function plain(name: string): string {
  return name.replace(/\.service$/, '')
}

function change(
  { board, user }: Call,
  names: readonly string[],
  verb: string,
  act: (name: string) => void,
): Said {
  if (user !== 'root')
    return {
      error: `Failed to ${verb} ${names[0] ?? 'the system'}: Interactive authentication required.\n`,
      code: 1,
    }
  const missing = names.find((name) => !board.units.has(plain(name)))
  if (missing !== undefined)
    return { error: `Failed to ${verb} ${missing}: Unit ${missing} not found.\n`, code: 5 }
  if (names.length === 0) act('')
  for (const name of names) act(plain(name))
  return {}
}

function asked(
  { board }: Call,
  names: readonly string[],
  answer: (unit: Unit) => [string, number],
): Said {
  const answers = names.map((name): [string, number] => {
    const unit = board.units.get(plain(name))
    return unit ? answer(unit) : ['inactive', 4]
  })
  const code = answers.some(([, status]) => status === 0)
    ? 0
    : Math.max(0, ...answers.map(([, status]) => status))
  return { out: answers.map(([word]) => `${word}\n`).join(''), code }
}

function statusOf(unit: Unit): string {
  const since = unit.state === 'active' ? unit.activeSince : unit.inactiveSince
  const at = since === undefined ? '' : ` since ${dayOf(since)}`
  const loaded = `/usr/lib/systemd/system/${unit.name}.service; ${unit.enabled ? 'enabled' : 'disabled'}`
  return `${unit.state === 'active' ? '●' : '○'} ${unit.name}.service - ${unit.description}
     Loaded: loaded (${loaded})
     Active: ${unit.state} (${subState(unit)})${at}
   Main PID: ${unit.pid}`
}

function subState({ state }: Unit): string {
  if (state === 'activating') return 'start'
  return state === 'active' ? 'running' : state === 'failed' ? 'failed' : 'dead'
}

function show(board: Board, names: readonly string[], { values, flags }: Options): string {
  const wanted = [...(values.get('p') ?? []), ...(values.get('property') ?? [])].flatMap((list) =>
    list.split(','),
  )
  const blocks =
    names.length === 0 ? [systemProperties] : names.map((name) => propertiesOf(board, name))
  const rows = blocks.map((properties) =>
    Object.entries(properties)
      .filter(([name]) => wanted.length === 0 || wanted.includes(name))
      .map(([name, value]) => (flags.has('value') ? `${value}\n` : `${name}=${value}\n`))
      .join(''),
  )
  return rows.join('\n')
}

const systemProperties = { Version: '257.8-1~deb13u2', RuntimeWatchdogUSec: '1min' }

function propertiesOf(board: Board, name: string): Record<string, string | number> {
  const id = name.includes('.') ? name : `${name}.service`
  const unit = id.endsWith('.service') ? board.units.get(plain(id)) : undefined
  if (!unit)
    return {
      NRestarts: 0,
      Result: 'success',
      ExecMainStatus: 0,
      Id: id,
      LoadState: 'not-found',
      ActiveState: 'inactive',
      SubState: 'dead',
      UnitFileState: '',
      InactiveEnterTimestamp: '',
      ActiveEnterTimestamp: '',
    }
  const stamp = (at: number | undefined) => (at === undefined ? '' : dayOf(at))
  return {
    MainPID: unit.state === 'active' ? unit.pid : 0,
    NRestarts: unit.restartCount,
    Result: unit.result,
    ExecMainStatus: unit.exitStatus,
    Id: id,
    LoadState: 'loaded',
    ActiveState: unit.state,
    SubState: subState(unit),
    UnitFileState: unit.enabled ? 'enabled' : 'disabled',
    InactiveEnterTimestamp: stamp(unit.inactiveSince),
    ActiveEnterTimestamp: stamp(unit.activeSince),
  }
}
