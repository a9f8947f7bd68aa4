import type { Autopsy, EndingVerdict } from '#src/model/autopsy.ts'
import { factsOf } from '#src/model/evidence-index.ts'
import { kernelSettings } from '#src/model/facts/node.ts'
import { namedOutlets } from '#src/model/facts/power.ts'
import type { Scene } from './scene.ts'

type Steps = Autopsy['next']

/** What the reader does next: the page, or what would decide, and what was not seen. */
export function nextSteps(
  scene: Scene,
  verdict: EndingVerdict,
  { coverage, lost }: Pick<Autopsy, 'coverage' | 'lost'>,
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
      // The door's own advice is a sentence, not always a command.
      why: [`${scene.node} was not seen: ${reason ?? outcome}`, next].filter(Boolean).join('. '),
    }))
  return [...page, ...deciding(scene, verdict, lost.length > 0), ...unseen]
}

function deciding(scene: Scene, { ending }: EndingVerdict, isLost: boolean): Steps {
  const { node, question } = scene
  if (question === 'silent-now' && ending === 'ran-on')
    return [
      { why: 'what its kubelet says of it', command: `kubectl describe node ${node}` },
      {
        why: 'a login that hangs waits for a disk, a name server or memory: whether its pods feel it too',
        command: `kubectl get pods -A -o wide --field-selector spec.nodeName=${node}`,
      },
      { why: 'before it is restarted: whether it may leave', command: `bramble can lose ${node}` },
    ]
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
      ...lastWay(scene),
    ]
  if (ending !== 'unknown') return []
  const log = isLost
    ? {
        why: 'a journal that is kept tells it next time',
        command: 'bramble explain journal-is-persistent',
      }
    : { why: 'its last words', command: `bramble logs ${node} --boot ${scene.boot} -n 200` }
  return [log, ...armed(scene)]
}

/** Where bramble.yaml names the node's outlet: after all that is asked and saved before. */
function lastWay({ index, node }: Scene): Steps {
  if (!factsOf(index, namedOutlets).some((outlet) => outlet.node === node)) return []
  return [
    {
      why: 'last, where not only the network is away and no last healthy replica is there: its outlet is in bramble.yaml, and the gates are asked first',
      command: `bramble power-cycle ${node}`,
    },
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
