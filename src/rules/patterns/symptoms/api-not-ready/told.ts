import type { Told } from '../../../told/saying.ts'

/** How people tell that the API does not answer them. */
export const sentences: Told = {
  sayings: [
    {
      about:
        /\b(?:kubectl|kube-?api(?:[- ]?server)?|api[- ]?server|(?:kubernetes|k8s|k3s|cluster) API|control[- ]?plane|k9s|Lens|Rancher)\b/i,
      says: /\b(?:tim(?:es?|ed|ing)[- ]?out|hang(?:s|ing)?|hung|(?:does|do|did)(?: not|n['’]t) (?:respond|answer|work|connect|return)|stop(?:s|ped) (?:responding|working|answering)|unresponsive|unreachable|unavailable|(?:can(?:not|['’]t)|could(?: not|n['’]t)|(?:is|was) unable to|fails? to|failed to) (?:connect|reach|contact|talk)|refus(?:es|ed|ing)|(?:is|was|goes|went) (?:down|away|offline|gone)|(?:takes?|took) (?:forever|ages|minutes|\d+ (?:s|seconds|minutes))|antwortet nicht|ne répond (?:pas|plus)|no responde)\b/i,
      not: /\b(?:pods?|volumes?|replicas?|ingress|website)\b/i,
    },
  ],
}
