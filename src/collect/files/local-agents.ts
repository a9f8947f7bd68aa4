import { readdirSync, readFileSync, statSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Evidence } from '#src/model/evidence.ts'
import { localAgents } from '#src/model/facts/local-agents.ts'

/**
 * How each agent is known. OpenClaw's `exec` tool sets OPENCLAW_SHELL, and its processes write their
 * title over /proc/PID/cmdline: `openclaw`, and `openclaw-gateway` for the one that stays.
 *
 * @see https://github.com/openclaw/openclaw/blob/main/src/entry.ts
 */
const known = [
  { agent: 'OpenClaw', variable: 'OPENCLAW_SHELL', title: /^openclaw(?:-gateway)?(?:\0|$)/ },
]

interface Place {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The approver's file of this user, there or not. */
  readonly approverFile: string
  readonly takenAt: string
  /** Where processes are told; elsewhere than on Linux there is none. */
  readonly proc?: string
  readonly uid?: number | undefined
}

/** Looks whether an agent runs as the user who asks: it could do all that an approver can. */
export async function collectLocalAgents({
  env,
  approverFile,
  takenAt,
  proc = '/proc',
  uid = process.getuid?.(),
}: Place): Promise<Evidence> {
  const titles = titlesOf(uid, proc)
  const passphraseKept = await stat(approverFile).then(
    () => true,
    () => false,
  )
  const records = known.flatMap(({ agent, variable, title }) => {
    if (env[variable] !== undefined) return { agent, seenIn: 'environment', passphraseKept }
    return titles.some((text) => title.test(text))
      ? { agent, seenIn: 'process', passphraseKept }
      : []
  })
  return {
    id: 'local-agents',
    kind: localAgents.kind,
    source: 'this machine: environment and own processes',
    takenAt,
    outcome: 'answered',
    records,
    truncated: false,
    redacted: 0,
  }
}

/**
 * Command lines of this user's processes; none where the machine does not tell them as Linux does.
 * The kernel answers from memory, so none of the hundreds is waited for.
 */
function titlesOf(uid: number | undefined, proc: string): string[] {
  const titles: string[] = []
  for (const name of attempt(() => readdirSync(proc)) ?? []) {
    if (!/^\d+$/.test(name)) continue
    const folder = join(proc, name)
    // A process may end between the list and the look.
    if (attempt(() => statSync(folder))?.uid !== uid) continue
    const title = attempt(() => readFileSync(join(folder, 'cmdline'), 'utf8'))
    if (title !== undefined) titles.push(title)
  }
  return titles
}

function attempt<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
