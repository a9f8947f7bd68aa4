import type { Told } from '../../../told/saying.ts'

/** How people tell that a node does not answer. Why, they mostly do not know. */
export const sentences: Told = {
  sayings: [
    {
      about:
        /\b(?:nodes?|agents?|workers?|servers?|masters?|hosts?|boards?|machines?|(?:Raspberry )?Pis?|Pi ?[2-5]|kubelets?|CM[345]|Knoten|nœuds?|nodos?)\b/i,
      says: /\b(?:NotReady|not[- ]ready|unreachable|unresponsive|offline|(?:does|do|did)(?: not|n['’]t) (?:respond|answer|come (?:back|up)|rejoin|re-?connect|return)|(?:stop(?:s|ped)?|quits?) (?:responding|answering|reporting)|(?:never|won['’]t|would(?: not|n['’]t)|will not|can(?:not|['’]t)) (?:came?|come|comes) (?:back|up)|drops? (?:out|off)(?: of)? the (?:cluster|network)|dropped (?:out|off)(?: of)? the (?:cluster|network)|disappear(?:s|ed)|vanish(?:es|ed)|(?:is|are|was|were|went|goes|gone) (?:dead|down|dark|missing)|antwortet nicht(?: mehr)?|nicht erreichbar|injoignables?|ne répond(?:ent)? plus|no responden?)\b/i,
      not: /\b(?:BIRD6?|BGP|pods?|containers?|volumes?|replicas?|DNS|website|page|dashboard|ingress)\b/i,
    },
  ],
}
