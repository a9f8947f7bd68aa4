import { nodePreparation } from '#src/model/facts/node.ts'
import { pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { wishedWords } from '../wished-words.ts'

/** For steps that undo a board by its machine id, so that another one at its address is left alone. */
export const boardsHaveMachineIds = defineCheck({
  id: 'boards-have-machine-ids',
  title: 'every board to say its machine id',
  scope: 'cluster',
  severity: 'critical',
  askedBy: 'steps',
  reads: { nodePreparation },
  staleAfterSeconds: 60,
  docs: {
    heading: 'Every board has a machine id',
    meaning:
      'What is done to a board is done only where its machine id is the one that was planned for. A board that does not say one would refuse in the middle, when the boards before it are uninstalled already.',
    next: 'Look at `cat /etc/machine-id` there: it has 32 hexadecimal digits. `sudo systemd-machine-id-setup` writes one where the file is empty.',
    references: ['https://www.freedesktop.org/software/systemd/man/latest/machine-id.html'],
  },

  ask({ nodePreparation }, { wish }) {
    return wishedWords(wish, 'nodes').flatMap((name) => {
      const board = nodePreparation.find(({ node }) => node === name)
      // A board that does not answer at all is refused for that, by `all-nodes-answer`.
      if (!board) return []
      const subject = `node/${name}`
      return board.machineId === undefined
        ? unknown('it did not say its machine id', { subject })
        : pass(undefined, subject)
    })
  },
})
