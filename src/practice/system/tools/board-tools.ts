import { optionsIn, type Tool } from '../tool.ts'
import { dayOf } from './journalctl.ts'

/** What a Raspberry Pi says of itself and of those around it. */
export const vcgencmd: Tool = {
  name: 'vcgencmd',
  run({ board, words: [verb = '', rail = ''] }) {
    const { hardware, isPi5 } = board
    const bits = hardware.throttledNow | (hardware.throttledSinceBoot << 16)
    const volts = (hardware.throttledNow & 1) === 1 ? 4.51 : 5.08
    const answers: Readonly<Record<string, string>> = {
      get_throttled: `throttled=0x${bits.toString(16)}`,
      measure_temp: `temp=${hardware.celsius.toFixed(1)}'C`,
      ...(isPi5 && { pmic_read_adc: `${rail || 'EXT5V_V'} volt(24)=${volts.toFixed(8)}V` }),
    }
    const answer = Object.hasOwn(answers, verb) ? answers[verb] : undefined
    return answer === undefined
      ? { out: 'error=1 error_msg="Command not registered"\n', code: 255 }
      : { out: `${answer}\n` }
  },
}

export const uname: Tool = {
  name: 'uname',
  run({ board, words: [flag = '-s'] }) {
    const parts: Readonly<Record<string, string>> = {
      '-m': 'aarch64',
      '-n': board.name,
      '-r': board.kernel,
      '-s': 'Linux',
      '-a': `Linux ${board.name} ${board.kernel} #1 SMP PREEMPT Debian 1:6.12.47-1+rpt1 (2025-09-16) aarch64 GNU/Linux`,
    }
    return { out: `${parts[flag] ?? 'Linux'}\n` }
  },
}

/** The Pi 5's kernel has pages of 16 KiB. */
export const getconf: Tool = {
  name: 'getconf',
  run({ board, words: [name = ''] }) {
    const values: Readonly<Record<string, number>> = {
      PAGE_SIZE: board.isPi5 ? 16_384 : 4096,
      PAGESIZE: board.isPi5 ? 16_384 : 4096,
      _NPROCESSORS_ONLN: board.cpus,
      CLK_TCK: 100,
    }
    return Object.hasOwn(values, name)
      ? { out: `${values[name]}\n` }
      : { error: `getconf: Unrecognized variable \`${name}'\n`, code: 2 }
  },
}

export const hostname: Tool = { name: 'hostname', run: ({ board }) => ({ out: `${board.name}\n` }) }

export const whoami: Tool = { name: 'whoami', run: ({ user }) => ({ out: `${user}\n` }) }

export const id: Tool = {
  name: 'id',
  run({ user, words: [flag = ''] }) {
    const number = user === 'root' ? 0 : 1000
    if (flag === '-u') return { out: `${number}\n` }
    if (flag === '-un') return { out: `${user}\n` }
    const groups = user === 'root' ? '0(root)' : '1000(pi),4(adm),27(sudo),44(video)'
    return { out: `uid=${number}(${user}) gid=${number}(${user}) groups=${groups}\n` }
  },
}

export const timedatectl: Tool = {
  name: 'timedatectl',
  run({ board, words }) {
    const { operands, values, flags } = optionsIn(words, new Set(['p', 'property']))
    const yes = (value: boolean) => (value ? 'yes' : 'no')
    const kept = {
      Timezone: 'Etc/UTC',
      LocalRTC: 'no',
      CanNTP: 'yes',
      NTP: yes(board.runs('systemd-timesyncd')),
      NTPSynchronized: yes(board.clockIsSynchronized),
      TimeUSec: dayOf(board.now()),
    }
    if (operands[0] !== 'show')
      return {
        out: `Universal time: ${kept.TimeUSec}\nSystem clock synchronized: ${kept.NTPSynchronized}\nNTP service: ${kept.NTP === 'yes' ? 'active' : 'inactive'}\n`,
      }
    const wanted = [...(values.get('p') ?? []), ...(values.get('property') ?? [])]
    const rows = Object.entries(kept).filter(
      ([name]) => wanted.length === 0 || wanted.includes(name),
    )
    return {
      out:
        rows.map(([name, value]) => (flags.has('value') ? value : `${name}=${value}`)).join('\n') +
        '\n',
    }
  },
}

export const uptime: Tool = {
  name: 'uptime',
  run({ board }) {
    const minutes = Math.floor(board.uptimeSeconds() / 60)
    const at = new Date(board.now()).toISOString().slice(11, 19)
    const load = board.load.map((value) => value.toFixed(2)).join(', ')
    const hours = `${Math.floor(minutes / 60)}:${`${minutes % 60}`.padStart(2, '0')}`
    return { out: ` ${at} up ${hours},  0 users,  load average: ${load}\n` }
  },
}

/** last(1) of wtmpdb, as Debian 13 has it: a boot that was cut off says `crash`. */
export const last: Tool = {
  name: 'last',
  run({ board }) {
    const stamp = (at: number) => `${new Date(at).toISOString().slice(0, 19)}+0000`
    const head = `reboot   system boot  ${board.kernel}`
    const rows = board.boots.map(({ startedAt, endedAt, orderly }) => {
      if (endedAt === undefined) return `${head} ${stamp(startedAt)} - still running\n`
      const end = orderly ? stamp(endedAt) : 'crash'
      return `${head} ${stamp(startedAt)} - ${end}\n`
    })
    const first = board.boots[0]?.startedAt ?? board.now()
    return { out: `${rows.reverse().join('')}\nwtmpdb begins ${stamp(first)}\n` }
  },
}

/** free(1): in KiB, with -m or -h in larger ones. */
export const free: Tool = {
  name: 'free',
  run({ board, words }) {
    const { flags } = optionsIn(words, new Set(['s', 'c']))
    const unit = flags.has('h') || flags.has('g') ? 1024 ** 3 : flags.has('m') ? 1024 ** 2 : 1024
    const figure = (bytes: number) => {
      const value = bytes / unit
      return (flags.has('h') ? `${value.toFixed(1)}Gi` : `${Math.round(value)}`).padStart(12)
    }
    const { memoryBytes: total, memoryUsedBytes: used } = board
    const available = Math.max(0, total - used)
    const row = [total, used, available * 0.6, 0, available * 0.4, available].map(figure).join('')
    const head = ['total', 'used', 'free', 'shared', 'buff/cache', 'available']
    return {
      out: `       ${head.map((name) => name.padStart(12)).join('')}\nMem:   ${row}\nSwap:  ${[0, 0, 0].map(figure).join('')}\n`,
    }
  },
}
