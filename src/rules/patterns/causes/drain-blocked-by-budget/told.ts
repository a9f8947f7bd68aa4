import type { Told } from '../../../told/saying.ts'

const budget = /\b(?:pod ?disruption ?budgets?|disruption budgets?|PDBs?)\b/i
/** Longhorn's own budget is another cause, with another cure. */
const ofLonghorn = /\blonghorn\b|instance-?manager/i
/** Who says so describes budgets, not a drain of theirs. */
const general = /\b(?:would|will|could|can|may|might|should)\b(?!['’]t| not)/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: budget,
      says: /\b(?:block(?:s|ed|ing)?|prevent(?:s|ed|ing)?|refus(?:es|ed|ing)|den(?:y|ies|ied)|forbid\w*|stop(?:s|ped|ping)?|hold(?:s|ing)? up|deadlock\w*|violat\w+|stuck|hang(?:s|ing)?|in the way|allow(?:s|ed|ing)? (?:0|zero|no) (?:\w+ )?disruptions?|(?:0|zero|no) (?:allowed )?(?:voluntary )?disruptions?|(?:never|not|n['’]t|cannot) (?:be )?(?:evict\w*|drain\w*|satisf\w*))\b/i,
      given: /\b(?:drain\w*|evict\w*|cordon\w*|upgrad\w+|reboot\w*|maintenance)\b/i,
      not: general,
      unless: ofLonghorn,
    },
    {
      about: /\b(?:drain(?:s|ed|ing)?|evictions?|node upgrades?)\b/i,
      says: /\b(?:hang(?:s|ing)?|hung|stuck|block(?:s|ed|ing)?|wait(?:s|ed|ing)? (?:for ?ever|indefinitely)|never (?:finish\w*|complet\w*|end\w*)|time[sd]? ?out|fail(?:s|ed)?)\b/i,
      given: new RegExp(
        String.raw`${budget.source}|\b(?:retr(?:y|ies|ying)|keeps? trying)\b.{0,12}\b(?:to )?evict|\bminAvailable\b`,
        'i',
      ),
      not: general,
      unless: ofLonghorn,
    },
    {
      about: /\bevict\w*/i,
      says: /\bviolat\w+ (?:its|the|their|a|an) (?:\w+ )?budgets?\b/i,
      not: general,
      unless: ofLonghorn,
    },
    {
      about:
        /\bminAvailable\W{0,2}(?:is |of |was )?\W?1\b|\bmaxUnavailable\W{0,2}(?:is |of |was )?\W?0\b/i,
      says: /\b(?:(?:single|one|1) (?:pod|replica|instance)\b|replicas:? ?1\b|(?:never|not|n['’]t|cannot) (?:be )?(?:evict\w*|drain\w*))/i,
      given: /\b(?:drain\w*|evict\w*|upgrad\w+|node)\b/i,
      unless: ofLonghorn,
    },
  ],
  cures: [
    {
      part: /\b(?:PDBs?|pod ?disruption ?budgets?|disruption budget|minAvailable|maxUnavailable)\b/i,
      not: ofLonghorn,
    },
  ],
}
