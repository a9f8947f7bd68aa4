import type { Told } from '../../../told/saying.ts'

const volume = /\b(?:volumes?|pvcs?|pvs?|volume ?attachments?|iscsi sessions?|attachments?|disk)\b/i
const elsewhere =
  /\b(?:still (?:attached|mounted|in use|held|bound|used) (?:to|on|by) (?:the |an? )?(?:old|other|dead|failed|previous|another|first|down|k?\w*\d+)|(?:already|exclusively) (?:attached|mounted|used) (?:to|on|by) (?:the |an? )?(?:old|other|dead|another|previous)|(?:never|not) (?:been )?(?:detached|released|torn down|cleaned up|logged out)|(?:stuck|left) (?:attached|mounted) (?:to|on)|(?:still|already) (?:attached|mounted|held) (?:there|elsewhere)|stale (?:volume ?)?attachments?|multi-attach)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: volume,
      says: elsewhere,
    },
    {
      about: /\b(?:ReadWriteOnce|RWO)\b/,
      says: /\b(?:RollingUpdate|(?:an|the )?other node|second node|different nodes?|two (?:pods|nodes|replicas)|both (?:pods|nodes|replicas))\b/i,
    },
    {
      about: /\b(?:old|previous|first|other|dead) (?:pods?|replicas?|nodes?)\b/i,
      says: /\b(?:kept|keeps|holds?|held|still (?:has|had|holds?|held|uses?|used|mounts)|did(?:n['’]t| not) release)\b.{0,24}\b(?:volumes?|pvcs?|disks?|claims?)\b/i,
    },
    {
      about: /\bnew (?:pods?|replicas?|one)\b/i,
      says: /\bwait(?:s|ed|ing)? (?:for|on)\b.{0,24}\b(?:volumes?|pvcs?|disks?|claims?)\b.{0,16}\bold\b/i,
    },
    {
      about: /\b(?:other|new|second|another) (?:worker|node|pod|replica(?: ?set)?)s?\b/i,
      says: /\b(?:can(?:not|['’]t)|could(?: not|n['’]t)|(?:is|are|was|were) unable to|fails? to|failed to) (?:attach|mount)\b.{0,24}\b(?:RWO|ReadWriteOnce|volumes?|pvs?|pvcs?|disks?|claims?)\b/i,
      given: /\balready\b.{0,24}\b(?:attached|mounted|in use)\b/i,
    },
    {
      about: /\bold (?:ones?|pods?|replica ?sets?|nodes?|workers?)\b/i,
      says: /\b(?:is|are|was|were) (?:still|already) (?:attached|mounted)\b/i,
      given: /\b(?:volumes?|pvs?|pvcs?|disks?|claims?)\b/i,
    },
  ],
  cures: [{ part: /\bRecreate\b/ }],
}
