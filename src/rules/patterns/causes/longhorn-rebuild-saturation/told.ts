import type { Told } from '../../../told/saying.ts'

const copying = /\b(?:re-?build\w*|re-?sync\w*|(?:snapshot|backup|trim) jobs?|snapshots)\b/i
const tooMuch =
  /\b(?:saturat\w+|overload\w*|overwhelm\w*|starv\w+|chok(?:es?|ed|ing)|(?:load|iowait|latency)\b.{0,30}\b(?:above|over|beyond|to|at|of) \d+|(?:uses?|eats?|takes?|consumes?|hogs?) (?:up )?(?:all|most|100 ?%|the whole|every)\b.{0,20}\b(?:CPU|cores?|bandwidth|I\/?O|network|link)|(?:became|becomes?|got|gets|were|was|are|is|go|goes|went) (?:so |very |too |extremely |unbearably |painfully )?(?:slow\b|unresponsive|NotReady)|stop(?:s|ped)? (?:answering|responding)|(?:fail|miss)\w* (?:their |its |the )?(?:liveness |readiness )?probes?|(?:makes?|made|bring\w*|brought|kill\w*|takes?|took) (?:the |all |my )?(?:\w+ )?(?:nodes?|boards?|Pis?|cluster) (?:go |to )?(?:NotReady|down|slow|unusable|unresponsive))/i

/** How people tell of copies that are made faster than the boards can bear. */
export const sentences: Told = {
  sayings: [
    {
      about: copying,
      says: tooMuch,
      given: /\b(?:longhorn|replicas?|volumes?|instance-manager)\b/i,
      unless: /\b(?:raid|mdadm|zfs|ceph|etcd snapshots?)\b/i,
      within: 150,
    },
  ],
}
