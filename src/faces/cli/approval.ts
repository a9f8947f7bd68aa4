import { createInterface } from 'node:readline/promises'
import type { ApprovalLevel, Approvals } from '#src/model/config/approvals.ts'
import type { Run } from '#src/model/entry.ts'
import { BrambleError, clusterError } from '#src/model/error.ts'
import type { Plan } from '#src/model/plan.ts'
import { goalWords, type Risk } from '#src/model/plan-reading.ts'
import type { Approve } from '#src/operations/run/site.ts'
import type { Terminal } from './define-command.ts'
import { shortNames } from './render/text.ts'
import { say } from './view.ts'

/** The second question says what there is to lose: some of what is asked about twice can go back. */
function questionsFor(level: 'ask' | 'ask-twice', { steps }: Plan): readonly string[] {
  const stuck = steps.find(({ undo }) => undo === 'impossible')
  const why = stuck ? ` There is no way back from: ${stuck.title}.` : ''
  return ['Go? [y/N] ', ...(level === 'ask-twice' ? [`Really?${why} [y/N] `] : [])]
}

/**
 * Asks the person at the terminal as often as bramble.yaml and the risk demand. Without a terminal
 * nobody can be asked: the plan stays stored, and somebody applies it at one.
 */
export function askAtTerminal(terminal: Terminal, approvals: Approvals | undefined): Approve {
  return async ({ digest, plan, risk }) => {
    // Loaded here: it brings the configuration's schemas, which --help must not wait for.
    const { approvalLevel } = await import('#src/operations/run/approval-level.ts')
    const level = approvalLevel(approvals, plan, risk, new Date())
    if (level === 'none') {
      const allowed = allowedBy(approvalLevel(undefined, plan, risk, new Date()))
      say(terminal, whyUnasked(risk, allowed))
      return allowed
    }
    const short = digest.slice(0, 12)
    if (level === 'code' || !isAtTerminal(terminal))
      throw approvalNeeded(level, { what: 'this plan', code: short, verb: `apply ${short}` })
    return (await sayYes(questionsFor(level, plan), ownStreams())) ? 'terminal' : undefined
  }
}

/**
 * Whoever names a run at a terminal has said yes to taking it back; about one that Bramble chose
 * itself the person is asked, since `undo` typed once more means the run before. Without a terminal
 * the way back needs what the way there needed.
 */
export function askToGoBack(
  { id, goal }: Pick<Run, 'id' | 'goal'>,
  isNamed: boolean,
  { terminal, approvals }: { terminal: Terminal; approvals: Approvals | undefined },
  streams: Streams = ownStreams(),
): Approve {
  return async ({ plan, risk }) => {
    const { approvalLevel } = await import('#src/operations/run/approval-level.ts')
    const level = approvalLevel(approvals, plan, risk, new Date())
    const isHere = isAtTerminal(terminal)
    if (level === 'code' || (level !== 'none' && !isHere))
      throw approvalNeeded(level, {
        what: `taking run ${id} back`,
        code: `--undo ${id}`,
        verb: `undo ${id}`,
      })
    if (!isHere) return allowedBy(approvalLevel(undefined, plan, risk, new Date()))
    if (isNamed) return 'terminal'
    const question = `Take back run ${id}, ${shortNames(goalWords(goal))}? [y/N] `
    return (await sayYes([question], streams)) ? 'terminal' : undefined
  }
}

const isAtTerminal = ({ inIsTerminal, errIsTerminal }: Terminal) => inIsTerminal && errIsTerminal

const ownStreams = (): Streams => ({ input: process.stdin, output: process.stderr })

/** @param usual how it is approved where bramble.yaml says nothing */
function allowedBy(usual: ApprovalLevel): 'the defaults' | 'bramble.yaml' {
  return usual === 'none' ? 'the defaults' : 'bramble.yaml'
}

function whyUnasked(risk: Risk, allowed: ReturnType<typeof allowedBy>): string {
  return allowed === 'the defaults'
    ? `This is ${risk}, and so begins without a question; bramble.yaml may ask for one.`
    : `This is ${risk}, and begins without a question: bramble.yaml asks for none.`
}

interface Wanted {
  readonly what: string
  /** What `bramble approve` is given for it. */
  readonly code: string
  /** What needs the yes, as it is typed. */
  readonly verb: string
}

function approvalNeeded(level: ApprovalLevel, { what, code, verb }: Wanted): BrambleError {
  const withCode = `\`bramble approve ${code}\` at a terminal gives a code, then \`bramble ${verb} --code CODE\``
  const byCode = level === 'code'
  return new BrambleError({
    code: 'approval-needed',
    kind: 'usage',
    message: byCode
      ? 'bramble.yaml asks for a one-time code here'
      : `${what} needs a yes, and there is no terminal to ask at`,
    next: byCode ? withCode : `at a terminal \`bramble ${verb}\`, or: ${withCode}`,
  })
}

interface Streams {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
}

/**
 * True where a person says yes to each question. An input that ends (Ctrl-D) is a no.
 *
 * @throws `interrupted` on Ctrl-C
 */
export async function sayYes(all: readonly string[], streams: Streams): Promise<boolean> {
  const reader = createInterface(streams)
  const leave = new Promise<'interrupted' | ''>((resolve) => {
    reader.once('SIGINT', () => resolve('interrupted'))
    reader.once('close', () => resolve(''))
  })
  try {
    for (const question of all) {
      // What is asked for no more is rejected by readline, too: how the person left is known then.
      const said = await Promise.race([leave, reader.question(question).catch(() => leave)])
      if (said === 'interrupted') throw interrupted(streams)
      if (!/^y(es)?$/i.test(said.trim())) return false
    }
    return true
  } finally {
    reader.close()
  }
}

function interrupted({ output }: Streams): BrambleError {
  // The sentence does not go on the question's line.
  output.write('\n')
  return clusterError('interrupted', 'stopped before anything was changed')
}
