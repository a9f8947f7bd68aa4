import type { Told } from '../../../told/saying.ts'

const store = /\b(?:etcd|quorum|raft|dqlite|control[- ]plane|cluster|members?)\b/i
const lost =
  /\b(?:(?:lost|loses?|losing|without|no(?: longer)?|missing) (?:its |the |etcd )?quorum|quorum (?:was |is |has been |had been |got )?(?:lost|gone|broken)|(?:no|without an?|lost (?:its|the)) leader|(?:stale|dead|old|removed|orphaned|ghost|phantom) (?:etcd )?members?|not a member of the etcd cluster|split[- ]brain)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: store,
      says: lost,
      not: /\b(?:leader election|sentinel|redis|rabbitmq|kafka|postgres\w*|patroni|vault|galera|ceph|prevent\w*)\b/i,
    },
    {
      // One that has no vote yet blocks the next: etcd takes in one at a time.
      about:
        /\b(?:etcd|members?|(?:second|third|new|other|joining) (?:node|server|control[- ]plane)\w*)\b/i,
      says: /\b(?:stuck|stays?|stayed|remains?|remained|hangs?) (?:as|in|a) (?:an? )?(?:etcd )?learner\b|\bcan be a learner\b|\bnever (?:gets? |got |is |was )?promoted\b/i,
      given: /\b(?:etcd|learner)\b/i,
    },
    {
      about: /\b(?:etcd )?members?\b/i,
      says: /\b(?:still|remained|stayed|left) (?:\w+ ){0,2}(?:in|on) the (?:member(?:ship)? |etcd )?list\b|\b(?:was|is|were|are) still (?:listed|there|present)\b/i,
      given: /\betcd/i,
    },
    {
      about: /\b(?:servers?|masters?|control[- ]planes?)\b/i,
      says: /\b(?:(?:two|both|2) of (?:(?:the|my|our|its) )?(?:three |other |\d )+|(?:both|the two|all) (?:of )?(?:the )?(?:other|remaining) )(?:servers?|masters?|control[- ]plane\w*)\b.{0,40}\b(?:died|down|off(?:line)?|dead|lost|gone|broken|failed)\b/i,
      not: /\b(?:maintenance|for (?:the|an?) up(?:grade|date)|up again|back up)\b/i,
    },
    {
      // With two members, each is needed.
      about:
        /\b(?:api(?:[- ]?server)?|cluster|etcd|kubectl|control[- ]plane)\b.{0,20}\b(?:gone|down|dead|away|stop(?:s|ped)|unavailable|unreachable|fail(?:s|ed)|times out)\b|\bstop(?:s|ped) the (?:whole |entire )?(?:cluster|api|control[- ]plane)\b/i,
      says: /\b(?:one|either|the other)(?: of (?:them|the two)| server| master| node)? (?:is|was|goes|went|gets|got) (?:\w+ )?(?:rebooted|restarted|down|off(?:line)?|stopped|shut down|lost|away)\b|\bthe loss of (?:one|either)\b|\b(?:when|if|once|whenever|as soon as) (?:I |we )?(?:reboot|restart|stop|shut down|turn off|lose|drain)(?:ed|s)? (?:one|either|any)\b/i,
      given:
        /\b(?:two|2)[- ](?:etcd |k3s |master |server )?(?:servers?|masters?|control[- ]planes?|etcd|members?|masters? nodes?)\b|\b(?:servers?|masters?|control[- ]planes?) to two\b/i,
    },
    {
      about: /\betcd\b/i,
      says: /\bstill (?:an? )?(?:etcd |old )?members?\b/i,
    },
    {
      about: /\b(?:cluster|etcd|k3s|server|quorum|API)\b/i,
      says: /\bcluster-reset(?!-)\b.{0,40}\b(?:back|fixed|solved|works?|worked|recovered|helped|brought)\b/i,
    },
    {
      about: /\b(?:etcd|member list)\b/i,
      says: /\b(?:already (?:present|listed|there) in|(?:can(?:not|['’]t)|could(?: not|n['’]t)|unable to|won['’]t be able\W+to|cannot seem to) (?:re-?)?(?:join|leave))\b/i,
    },
  ],
}
