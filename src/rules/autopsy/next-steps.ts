import type { Autopsy, EndingVerdict } from '#src/model/autopsy.ts'
import type { Observation } from '#src/model/evidence.ts'
import { factsOf } from '#src/model/evidence-index.ts'
import { kernelSettings } from '#src/model/facts/node.ts'
import type { Scene } from './scene.ts'

type Steps = Autopsy['next']

/** What the reader does next: the page, or what would decide, and what was not seen. */
export function nextSteps(
  scene: Scene,
  verdict: EndingVerdict,
  { coverage }: Pick<Observation, 'coverage'>,
): Steps {
  const page = verdict.cause
    ? [{ why: 'what to do', command: `bramble explain ${verdict.cause}` }]
    : []
  const unseen = coverage
    .filter(
      ({ target, door, outcome }) =>
        door === 'ssh' && target === scene.node && outcome !== 'answered',
    )
    .map(({ reason, outcome, next }) => ({
      why: `${scene.node} was not seen: ${reason ?? outcome}`,
      ...(next !== undefined && { command: next }),
    }))
  return [...page, ...deciding(scene, verdict), ...unseen]
}

function deciding(scene: Scene, { ending }: EndingVerdict): Steps {
  const { node, question } = scene
  if (question === 'silent-now')
    return [
      {
        why: 'a power cycle destroys what the others still see: save it first',
        command: 'bramble collect',
      },
      { why: 'whether anything has its last copy there', command: `bramble can lose ${node}` },
      {
        why: 'a screen on the board shows a panic; or, after a power cycle, the boot before',
        command: `bramble autopsy ${node}`,
      },
    ]
  if (ending !== 'unknown') return []
  return [
    ...armed(scene),
    { why: 'its last words', command: `bramble logs ${node} --boot ${scene.boot} -n 200` },
  ]
}

/** With a watchdog the next hang comes back within seconds, and so tells itself from a power cut. */
function armed({ index, node }: Scene): Steps {
  const settings = factsOf(index, kernelSettings).find((one) => one.node === node)
  if (settings?.watchdogUsec !== 0) return []
  return [
    {
      why: 'an armed watchdog would tell a hang from a power cut next time',
      command: 'bramble explain watchdog-not-armed',
    },
  ]
}
