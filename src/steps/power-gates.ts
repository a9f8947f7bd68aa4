import { anotherServerAnswers } from '#src/rules/checks/another-server-answers.ts'
import { brambleRunsElsewhere } from '#src/rules/checks/bramble-runs-elsewhere.ts'
import { memorySufficesElsewhere } from '#src/rules/checks/memory-suffices-elsewhere.ts'
import { otherNodesAreReady } from '#src/rules/checks/other-nodes-are-ready.ts'
import { outletMayBeSwitched } from '#src/rules/checks/outlet-may-be-switched.ts'
import { podsCanRunElsewhere } from '#src/rules/checks/pods-can-run-elsewhere.ts'
import { podsComeBack } from '#src/rules/checks/pods-come-back.ts'
import { powerFallIsMeasured } from '#src/rules/checks/power-fall-is-measured.ts'
import { powerWasSeldomCut } from '#src/rules/checks/power-was-seldom-cut.ts'
import { quorumSurvivesWithoutNode } from '#src/rules/checks/quorum-survives-without-node.ts'
import { volumesHaveAnotherCopy } from '#src/rules/checks/volumes-have-another-copy.ts'
import { volumesSurviveWithoutNode } from '#src/rules/checks/volumes-survive-without-node.ts'
import { volumesWereAttached } from '#src/rules/checks/volumes-were-attached.ts'
import { availabilityGate, dataGate, notice } from './define-step.ts'

/**
 * A cut ends a board in the middle of its writes, so that a volume's one copy may be lost with it:
 * here that is data, though it would only be away during a reboot.
 */
const everyCut = [
  dataGate(volumesSurviveWithoutNode),
  dataGate(volumesHaveAnotherCopy),
  dataGate(outletMayBeSwitched),
  dataGate(brambleRunsElsewhere),
  { ...dataGate(powerWasSeldomCut), disturbedByStep: true },
  notice(volumesWereAttached),
  availabilityGate(anotherServerAnswers),
  availabilityGate(otherNodesAreReady),
  availabilityGate(quorumSurvivesWithoutNode),
]

const forLonger = [
  availabilityGate(podsComeBack, { disturbedByStep: true }),
  availabilityGate(podsCanRunElsewhere, { disturbedByStep: true }),
  availabilityGate(memorySufficesElsewhere, { disturbedByStep: true }),
]

/** What has to answer well before the power of a board is taken away. */
export const powerGates = {
  cycle: everyCut,
  off: [...everyCut, ...forLonger],
  /** The step itself ends what this one measures. */
  hold: [
    ...everyCut,
    ...forLonger,
    availabilityGate(powerFallIsMeasured, { disturbedByStep: true }),
  ],
} as const
