import { bootEnds } from '#src/model/facts/node.ts'
import { because } from '#src/model/verdict.ts'
import { cite, defineWitness, lastWordsOf, type Statement, unclean } from '../define-witness.ts'

/** The boot's own last lines: an orderly end says so, and so does a panic that could still be written. */
export default defineWitness({
  id: 'last-words',
  reads: { bootEnds },

  look(_, scene): Statement[] {
    const { end } = scene
    if (end === undefined || end.index !== scene.boot) return []
    const at = Date.parse(end.lastAt ?? '')
    const evidence = cite([because(end, `last line: ${lastWordsOf(end)}`, at)], scene, 'journal')
    switch (end.ending) {
      case 'shutdown':
        return [
          {
            for: ['shutdown'],
            // An excerpt may end where journald alone was restarted.
            sure: end.complete || end.lastLines.some((line) => orderly.test(line)),
            text: 'its log ends with an orderly shutdown',
            evidence,
          },
        ]
      case 'panic':
        return [{ for: ['panic'], sure: true, text: 'its log ends with a panic', evidence }]
      case 'cut':
        // An excerpt ends wherever somebody stopped copying: that tells a time, and no ending.
        if (!end.complete) return [{ text: 'its log breaks off in mid-work', evidence }]
        return [
          {
            for: unclean,
            against: ['shutdown'],
            text: 'its log ends in mid-work, without a word of a shutdown',
            evidence,
          },
        ]
    }
  },
})

/**
 * Nobody goes on after these (units/*.target, src/core/main.c of systemd). A user's own systemd says
 * them at each logout.
 */
const orderly =
  /^(?!.*systemd\[(?!1\])\d+\]).*(?:Reached target .*(?:shutdown|reboot|poweroff|power-off|halt)|Shutting down\.|systemd-shutdown)/i
