import { usageError } from '#src/model/error.ts'
import { exitCode } from '#src/model/exit-code.ts'
import { type Leaving, leavings } from '#src/model/leaving.ts'
import { defineCommand } from '../define-command.ts'
import { lookFrom } from '../look.ts'
import { renderCan } from '../render/can.ts'
import { printJson, viewOf, wantsJson } from '../view.ts'

interface Options {
  all?: boolean
}

const codes = { yes: exitCode.well, no: exitCode.refused, unknown: exitCode.notSeen } as const

export default defineCommand<Options>({
  meta: {
    name: 'can',
    arguments: '<verb> <node>',
    summary: 'yes, no or unknown: may a node leave, and what decides it',
    more: 'Verbs: drain (its pods move), reboot, remove (for good), lose (it vanishes unasked).\nThe answer is that of the gates which the same goal asks. Exit 0 yes, 3 no, 2 unknown.',
    examples: ['bramble can reboot pi03', 'bramble can lose pi03 --all'],
  },
  options: [{ flags: '--all', summary: 'show every volume, pod and budget' }],

  async run({ args, options, terminal, signal }) {
    const [verb = '', node = ''] = args
    const leaving = leavingNamed(verb)
    const { can } = await import('#src/operations/can.ts')
    const startedAt = Date.now()
    const answer = await can({ leaving, node }, lookFrom(options, terminal, signal))
    if (wantsJson(options)) printJson(terminal, answer)
    else terminal.out(renderCan(answer, viewOf(terminal, options, startedAt)))
    return codes[answer.answer]
  },
})

/** @throws usage error `can-verb` */
function leavingNamed(verb: string): Leaving {
  const found = leavings.find((leaving) => leaving === verb)
  if (found) return found
  throw usageError(
    'can-verb',
    `a node cannot be asked to "${verb.slice(0, 40)}"; expected ${leavings.join(', ')}`,
    {
      next: 'bramble can --help',
    },
  )
}
