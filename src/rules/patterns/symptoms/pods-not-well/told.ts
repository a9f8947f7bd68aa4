import type { Told } from '../../../told/saying.ts'

/** How people tell that pods do not do their work. */
export const sentences: Told = {
  sayings: [
    {
      about:
        /\b(?:pods?|containers?|deployments?|statefulsets?|daemonsets?|workloads?|replicasets?|apps?|applications?)\b/i,
      says: /\b(?:CrashLoopBackOff|crash(?:es|ed|ing|[- ]?loops?(?:ing)?)|(?:is|are|was|were|gets?|got|stays?|stayed|remains?|hangs?|keeps?|stuck) (?:stuck )?(?:in |on |at )?(?:the )?['"]?(?:Pending|ContainerCreating|Terminating|Init(?::\S+)?|Unknown|Error|ImagePullBackOff|ErrImagePull|not[- ]ready|PodInitializing)|(?:does|do|did|will|would|can|could)(?: ?not|n['’]t) (?:start|come up|run|get ready|become ready|be scheduled|schedule)|won['’]t (?:start|come up|run|schedule)|fail(?:s|ed)? to (?:start|come up|schedule|run)|never (?:starts?|come up|comes up|started|came up|becomes? ready|became ready)|(?:keeps?|kept) (?:on )?(?:restarting|crashing|dying|failing)|restart(?:s|ed)? (?:constantly|every|all the time|over and over|again and again|\d+ times)|(?:is|are|was|were) (?:being )?(?:evicted|killed)|starten nicht|ne démarrent (?:pas|plus))\b/i,
    },
  ],
}
