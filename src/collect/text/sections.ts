import { defined } from '#src/transport/kubernetes/fields.ts'
import type { LogOrigin } from '../../model/evidence.ts'
import { isHostName } from './stamp/syslog-head.ts'

/** The output of one command, or a text that names none. */
export interface Section {
  /** Number of the first line in the text. */
  readonly from: number
  readonly lines: readonly string[]
  /** The command that a prompt shows before the output. */
  readonly command?: string
  /** Node that the output is about, where a prompt of that node shows it. */
  readonly node?: string
  readonly origin?: LogOrigin
  /** Boot that the command asked for: 0 the running one. */
  readonly boot?: number
  /** Namespace that kubectl was asked for. */
  readonly namespace?: string
}

/** `pi@pi03:~ $ `, `[root@pi03 ~]# `, `root@pi03:/# `, `(venv) pi@pi03:~$ `, and fish's `pi@pi03 ~> `. */
const fullPrompt =
  /^\s*(?:\([\w.-]{1,64}\) )?\[?[\w.-]{1,32}@([\w.-]{1,253})(?:(?:[: ][^$#%\n]{0,200}?)?\]? ?[$#%]| [~/][^\s>]{0,200}>) +(\S.*)$/
/** `pi03:/home/pi # `. */
const hostPrompt = /^\s*([\w.-]{1,253}):(?:~|\/)\S{0,200} ?[$#%] +(\S.*)$/
/** `$ `, `~ $ `, zsh's `➜  ~ ` and `└─$ `, and Windows, from where people ask with kubectl. */
const barePrompt =
  /^\s*(?:(?:[└╰]─|[~/]\S{0,200} )?[$#%❯]|➜(?! *(?:sudo|kubectl|k3s)\b)(?: +[~/\w.-]+(?: +git:\(\S{1,200}\)(?: +✗)?)?(?= ))?|➜|(?:PS )?[A-Z]:\\[^>\n]{0,200}>) *(?<= |>)(\S.*)$/
/** Programs whose name after a bare prompt, or alone, makes a line a command and not a remark. */
const known =
  /^(?:sudo +(?:-\S+ +)*)?(?:kubectl|k|k3s|crictl|journalctl|dmesg|df|free|uptime|lsblk|systemctl|timedatectl|vcgencmd|mount|findmnt|date|cat|tail|head|grep|zgrep|ip|ssh|uname|top|ls|ps|ping|curl|helm|longhornctl|etcdctl|rpi-eeprom-update)(?= |$)/
const alone =
  /^(?:sudo )?(?:(?:kubectl|k3s kubectl) +(?:get|describe|logs|top|events)\b.*|journalctl(?: +-.*)?|dmesg(?: +[-|].*)?|(?:df|free|lsblk|uptime|timedatectl|date)(?: +-\S+)*|vcgencmd \w+(?: [\w-]+)*|systemctl (?:status|show|list-units)\b(?!:).*)$/

/** What runs on the node itself, so that its prompt names the node. */
const ofNode =
  /^(?:journalctl|dmesg|df|free|uptime|lsblk|systemctl|timedatectl|vcgencmd|mount|findmnt|date|cat|tail|head|grep|zgrep|ip|uname|top|ps)(?: |$)/

const fence = /^\s*(?:>\s*)*(?:```|~~~)/
const quote = /^\s*(?:> ?)+/

/** Takes Markdown fences and mail quoting off. A fence leaves an empty line: it parts two outputs. */
function unquote(line: string): string {
  if (fence.test(line)) return ''
  return line.replace(quote, '')
}

/** Parts a text at its prompts. Lines are those of the text without fences and quoting. */
export function sectionsOf(text: string): Section[] {
  const lines = text.split('\n').map(unquote)
  const sections: Section[] = []
  let open: { from: number; lines: string[]; about: About } = { from: 0, lines: [], about: {} }
  const close = () => {
    if (open.lines.length > 0 || open.about.command !== undefined)
      sections.push({ from: open.from, lines: open.lines, ...open.about })
  }
  for (const [number, line] of lines.entries()) {
    const about = promptOf(line)
    if (!about) {
      open.lines.push(line)
      continue
    }
    close()
    open = { from: number + 1, lines: [], about }
  }
  close()
  return sections
}

type About = Omit<Section, 'from' | 'lines'>

/** What a prompt tells of the output below it; undefined for a line that is no prompt. */
function promptOf(line: string): About | undefined {
  const found = fullPrompt.exec(line) ?? hostPrompt.exec(line)
  if (found) return aboutCommand(found[2] ?? '', found[1])
  const command = barePrompt.exec(line)?.[1]
  if (command !== undefined && known.test(command)) return aboutCommand(command, undefined)
  return alone.test(line.trim()) ? aboutCommand(line.trim(), undefined) : undefined
}

function aboutCommand(typed: string, promptHost: string | undefined): About {
  const remote = /^ssh +(?:-\S+ +(?:[^-\s]\S* +)?)*(?:[\w.-]+@)?([A-Za-z][\w.-]*) +['"]?(.+)$/.exec(
    typed,
  )
  const host = remote ? remote[1] : promptHost
  const command = (remote?.[2] ?? typed).replace(/^(?:sudo +(?:-\S+ +)*)+/, '').slice(0, 500)
  return defined({
    command,
    node: nodeOf(command, host),
    origin: originOf(command),
    boot: bootOf(command),
    namespace: /(?:^| )(?:-n|--namespace)[ =]([\w.-]+)/.exec(command)?.[1],
  })
}

/** kubectl speaks of the cluster, wherever it is typed. */
function nodeOf(command: string, host: string | undefined): string | undefined {
  return host !== undefined && ofNode.test(command) && isHostName(host) ? host : undefined
}

function originOf(command: string): LogOrigin | undefined {
  if (/^dmesg|^journalctl(?: .*)? (?:-k|--dmesg)/.test(command)) return 'kernel'
  if (/^journalctl(?: .*)? (?:-[a-zA-Z]*u|--unit)[ =]?k3s/.test(command)) return 'k3s'
  if (command.startsWith('journalctl')) return 'system'
  if (!/^(?:k3s )?(?:kubectl|k) /.test(command)) return undefined
  if (/ (?:events?|ev)(?: |$)/.test(command)) return 'events'
  if (!/ logs? /.test(command)) return undefined
  return /longhorn-system/.test(command) ? 'longhorn' : 'pods'
}

/** dmesg and `journalctl -b` show the running boot, `-b -1` the one before. */
function bootOf(command: string): number | undefined {
  if (command.startsWith('dmesg')) return 0
  if (!command.startsWith('journalctl')) return undefined
  const asked = / (?:-b|--boot)(?:[ =]?(-?\d{1,3}))?(?= |$)/.exec(command)
  if (!asked) return / (?:-k|--dmesg)(?= |$)/.test(command) ? 0 : undefined
  return Number(asked[1] ?? 0)
}
