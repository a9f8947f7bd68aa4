import type { Told } from '../../../told/saying.ts'

const probe = /\b(?:liveness|startup)[- ]?probes?(?:['’]s)?\b/i
const anyProbe =
  /\b(?:(?:liveness|readiness|startup)[- ]?)?probes?(?:['’]s)?\b|\bliveness\b|\bhealth ?-?checks?\b/i
/** The program answers with an error, or has no memory: its probe is right. */
const badAnswer =
  /\b(?:OOM\w*|statuscode: ?[45]\d\d|HTTP 5\d\d|connection refused after|panic|traceback|exit ?code\W{0,4}[1-9](?!43\b|37\b)\d*)\b/i
/** `takes two minutes to start`. */
const start =
  /\bstart-?up (?:takes?|took|needs?)\b.{0,16}\b\d+ ?(?:s|secs?|seconds?|m|mins?|minutes?)\b|\b(?:takes?|took|taking|needs?|needed)\b.{0,24}\b(?:\d+|a few|several|some|over a|(?:about|almost|around) an?|two|three|four|five|six|ten)\s?(?:s|secs?|seconds?|m|mins?|minutes?)\b.{0,16}\b(?:to (?:fully )?(?:start|boot|come up|initiali[sz]e|be(?:come)? ready|load)|(?:for|until|before) (?:the |its )?start|start-?up)/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: /\bliveness\b/i,
      says: /\b(?:restart(?:ed|s)?|kill(?:ed|s)?)\b.{0,16}\b(?:due to|because of|by|for) (?:failing |failed |its |the |a )*liveness (?:tests?|probes?|checks?)/i,
      given: /\bCPU limit\b|\bthrottl\w+|\bslow\w*|\b(?:few|several|\d+) minutes\b/i,
      unless: badAnswer,
    },
    {
      about: probe,
      says: /\b(?:past|beyond|outside)\b.{0,16}\bprobe(?:['’]s)? (?:window|time|limit|budget)\b|\bcaused by (?:the|its|an?) (?:\w+ )?(?:liveness|startup)[- ]?probe(?:['’]s)? (?:config\w*|settings?|time-?outs?)\b/i,
    },
    {
      about: probe,
      says: /\bfail(?:s|ed|ing)? (?:its|their|the) (?:liveness|startup)[- ]?probes?\b.{0,30}\b(?:kill|restart)\w*/i,
      given:
        /\b(?:were|was|are|is)(?:n['’]t| not) starting\b|\bslow\w*|\bbefore (?:it|they) (?:is|are|was|were) (?:up|ready)\b/i,
      unless: badAnswer,
    },
    {
      about: /\b(?:containers?|pods?|agents?|apps?|it|replicas?|time-?outs?|delays?|probes?)\b/i,
      says: /\bkill\w*\b.{0,40}\bpremature\w*|\bpremature\w* (?:kill|restart|terminat)\w*|\b(?:made|makes|caus(?:es|ed|ing)) (?:kubernetes|k8s|the kubelet|kubelet|it|them|the (?:pod|container)s?)\b.{0,16}\brestart\w*/i,
      given: /\bprobes?\b|\bliveness\w*/i,
      unless: badAnswer,
    },
    {
      about: probe,
      says: /\b(?:kill(?:s|ed|ing)?|restart(?:s|ed|ing)?|end(?:s|ed)?|terminat\w+)\b.{0,60}\b(?:before|mid-?start\w*|while (?:it )?(?:is )?(?:still )?start\w*|too (?:early|soon))\b|\bgives? up\b.{0,16}\bbefore\b|\btoo (?:aggressive|tight|short|strict|impatient|early)\b|\btight (?:defaults?|limits?|settings?)\b/i,
      not: /\b(?:readiness only|OOM\w*)\b/i,
    },
    {
      about:
        /\b(?:slow|tak(?:es?|ing)|long(?:er)?)\b.{0,24}\b(?:to start|start(?:s|ed|ing|up)?|to boot|boot(?:s|ed|ing)?)\b/i,
      says: /\bkilled by (?:the|its) (?:liveness|startup)[- ]?probe\b/i,
    },
    {
      about: probe,
      says: /\b(?:restart(?:ed|s|ing)?|kill(?:ed|s|ing)?|terminat(?:ed|es|ing)) by\b/i,
      // It ended in order, or is known to be only slow.
      given:
        /\bexit ?code\W{0,4}0\b|\bgraceful\w*|\breason\W{1,4}Completed\b|\bslow\w*|\bstill (?:start|boot|load|migrat|initiali)\w*|\btimeoutSeconds\b|\b1 ?s(?:ec\w*)? timeout\b/i,
      unless: badAnswer,
    },
    {
      about: /\b(?:containers?|pods?|it|process(?:es)?|apps?|applications?|servers?|database)\b/i,
      says: /\b(?:kill(?:s|ed|ing)?|terminat(?:es|ed|ing)|restart(?:s|ed|ing)?|deemed unhealthy)\b.{0,30}\b(?:before (?:it |they |the \w+ )?(?:can|could|has|have|had|is|are|was|were)?.{0,16}\b(?:start\w*|finish\w*|ready|boot\w*|initiali[sz]\w*|migrat\w*|load\w*|up)|while (?:it |still |is |was )*(?:start|boot|load|initiali[sz]|migrat)\w*)\b/i,
      given: /\bprobes?\b|\bliveness\w*|\bhealth ?-?checks?\b/i,
      unless: badAnswer,
    },
    {
      about: /\b(?:initialDelaySeconds|initial delay|failureThreshold|timeoutSeconds)\b/i,
      says: /\btoo (?:low|short|small|tight|early)\b|\bis (?:set to |only |just )*\d{1,2}\b|\bnot (?:long )?enough\b|\bhard-?coded\b/i,
      given: /\bCrashLoop\w*|\brestart\w*|\bkill(?:s|ed|ing)?\b/i,
      unless: badAnswer,
    },
    {
      about: /\b(?:kubernetes|k8s|the kubelet|kubelet|k3s)\b/i,
      says: /\b(?:kills?|restarts?|stops?) (?:it|them|the (?:pod|container)) after (?:\d+|one|two|three|four|five|ten|thirty|sixty|a (?:minute|few))\b/i,
      given: start,
      unless: badAnswer,
    },
    {
      about: start,
      says: start,
      given: /\b(?:liveness|startup)[- ]?probes?\b|\blivenessProbe\b|\binitialDelaySeconds\b/i,
      unless: badAnswer,
    },
    {
      about: anyProbe,
      says: /\btoo (?:aggressive|tight|short|strict|impatient)\b|\b(?:gives? up|timeout of|times? out|allows?|budget)\b.{0,24}\b(?:after |only |of |just )*\d+ ?(?:s|secs?|seconds?)\b|\bexceeds? (?:its|the) (?:[\w-]+ ){0,2}time-?out\b|\b(?:longer|slower|more time) than (?:the |its )?(?:(?:liveness|startup) )?probe\b/i,
      given:
        /\b(?:slow\w*|start\w*|boot\w*|restart\w*|kill\w*|Pi|ARM|board|migrat\w*|load(?:ing)?)\b/i,
      not: /\breadiness\b/i,
      unless: badAnswer,
    },
    {
      about: anyProbe,
      says: /\b(?:restart(?:ed|s|ing)?|kill(?:ed|s|ing)?|terminat(?:ed|es|ing))\b/i,
      given:
        /\balthough it (?:works|runs|is (?:fine|healthy|up))\b|\bwhile (?:it(?:['’]s| is)|the \w+ is) (?:still )?(?:starting|loading|migrating|fine|healthy|working)\b/i,
      unless: badAnswer,
    },
    {
      about: /\b(?:containers?|pods?|kubelet|kubernetes|k8s)\b/i,
      says: /\b(?:kill(?:s|ed)|restart(?:s|ed)) (?:the |it|them|my )?(?:\w+ )?(?:before|while)\b.{0,40}\b(?:up|start\w*|ready|load\w*|boot\w*|migrat\w*|initiali[sz]\w*)\b/i,
      given: /probe|liveness|health ?-?check/i,
      unless: badAnswer,
    },
    {
      // Beside a probe as it is set.
      about: /\b(?:containers?|pods?|it|restart count|service)\b/i,
      says: /\b(?:shut(?:s|ting)? down|restart(?:s|ed|ing)?|kill(?:s|ed)|stop(?:s|ped))\b.{0,24}\b(?:every|each|after|without (?:an? )?(?:error|reason|message)\w*|again and again|constantly)\b|\brestart count\b.{0,40}\b(?:hundreds|thousands|\d{3,})\b/i,
      ifOpen: true,
      unless: badAnswer,
    },
  ],
  cures: [
    {
      part: /\b(?:initialDelaySeconds|initial delay|failureThreshold|timeoutSeconds|periodSeconds|startup ?probes?|(?:liveness|readiness)?[- ]?probe(?:['’]s)? (?:timeouts?|delays?|thresholds?|intervals?))\b/i,
    },
  ],
}
