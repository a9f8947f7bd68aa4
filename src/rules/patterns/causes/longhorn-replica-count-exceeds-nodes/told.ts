import type { Told } from '../../../told/saying.ts'

const replicas = /\breplicas?\b/i
const tooMany =
  /\b(?:(?:[345]|three|four|five) (?:replicas? )?.{0,80}\b(?:on|with|but|only|just|have|has|there (?:is|are)) (?:only |just |a |an )?(?:[12]|one|two|single)[- ](?:storage |worker )?nodes?|(?:only|just|have|has|had|with) (?:1|2|one|two|a single)[- ](?:storage |worker |usable )?nodes?\b.{0,60}\b(?:[345]|three|four|five) replicas?|(?:only|just|have|has|had|with|on) (?:1|2|one|two|a single) (?:\w+ )?nodes?\b.{0,60}\breplica count (?:of |is |was |= ?)?(?:[345]|three)|more replicas than (?:there are )?(?:storage |worker )?nodes|(?:can(?:not|'t)|could(?: not|n't)|never) be (?:fully )?(?:satisfied|placed|scheduled|met)|default (?:of )?(?:3|three) replicas.{0,60}(?:one|two|single|1|2)[- ]node)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: replicas,
      says: tooMany,
      not: /\b(?:deployment|statefulset|replicaset|disk space|coredns|pod replicas?)\b/i,
    },
  ],
}
