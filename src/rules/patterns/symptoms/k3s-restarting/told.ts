import type { Told } from '../../../told/saying.ts'

/** How people tell that K3s does not stay up. */
export const sentences: Told = {
  sayings: [
    {
      about:
        /\b(?:k3s(?:[- ](?:server|agent|service))?(?:\.service)?|rke2(?:[- ](?:server|agent|service))?|k3s-agent|kubelet)\b/i,
      says: /\b(?:(?:keeps?|kept|always|constantly|continuously) (?:on )?(?:restarting|crashing|dying|failing|exiting|looping)|restarts? (?:constantly|continuously|permanently|every|in a loop|over and over|all the time|again and again)|crash(?:es|ed|ing|[- ]?loops?(?:ing)?)|(?:does|do|did|will|would|can|could)(?: ?not|n['’]t) (?:start|come up|boot|run)|won['’]t (?:start|come up|run)|fail(?:s|ed)? to (?:start|come up)|(?:is|was|gets?|got|remains?|stays?|hangs?) (?:stuck )?(?:in |on |at )?['"]?activating|never (?:starts|comes up|started|came up)|(?:is|was) (?:dead|in a (?:crash|restart|boot) ?loop)|exit(?:s|ed) (?:again|immediately|right away|with|after)|die[sd]|dies|startet nicht|ne démarre (?:pas|plus)|no arranca)\b/i,
    },
  ],
}
