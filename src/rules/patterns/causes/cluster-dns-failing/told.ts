import type { Told } from '../../../told/saying.ts'

const inPods =
  /\b(?:pods?|containers?|core-?dns|corefile|kube-?dns|k3s|cluster|nslookup|in-cluster|namespaces?|search domains?|ndots|wild[- ]?cards?)\b/i
/** Then nothing passes, names or not. */
const wayIsShut =
  /\b(?:firewall\w*|ufw|iptables|nftables|network ?polic\w+|gateway|wi-?fi|wlan|ethernet|cables?|MTU|NotReady|VXLAN|no route to host|(?:IP )?addresses? (?:of the \w+ )?changed|certificate|disk|SD card|out of memory|(?:other|different|another|same|across|between|of the|control[- ]plane) nodes?|node where|cross-node|ICMP(?: is)? (?:OK|fine|works?|passes)|\w*[- ]local(?:ly)?\b.{0,20}\bworks)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: /\b(?:core-?dns|kube-dns)\b/i,
      says: /\b(?:crash(?:es|ed|ing)?(?:[- ]?loop\w*)?|loop(?:s|ed|ing)?|does(?: not|n['’]t) (?:start|run|come up)|(?:is|was) not running|(?:is|are|was|were) (?:running but |up but )?not ready|forwards? to itself|has no endpoints|(?:logs?|returns?|answers?|reports?) (?:only |with )?(?:SERVFAIL|NXDOMAIN)|no longer (?:starts?|runs?|comes up)|still forward(?:s|ed|ing)? to)\b/i,
      not: /\b(?:pending|image|evict\w*|oom\w*)\b/i,
    },
    {
      about:
        /\b(?:DNS(?: \w+)?|hostnames?|domain names?|host names?|names|lookups?|nslookups?|dig|name resolution)\b/i,
      says: /\b(?:(?:return|answer|get|end in)\w* (?:only |with )?(?:SERVFAIL|NXDOMAIN|REFUSED)|(?:delay(?:s|ed)?|takes?|took|waits?)\b.{0,16}\b(?:5|five|10|ten|15|fifteen|30|thirty) ?s(?:econds)?|fail(?:s|ed|ing)?|time[sd]? ?out|timing out|broken|broke|stop(?:s|ped) (?:working|resolving)|(?:do|does|did|can|could|is|are|was|were)(?:n['’]t| not|not) (?:\w+ )?(?:work\w*|resolv\w+|(?:be )?(?:resolv\w+|found)|answer\w*)|(?:resolv|return|bring|giv)\w* (?:up |back )?(?:to )?(?:always )?(?:the |an? )?(?:same|wrong) (?:\w+ )?(?:IPs?|address\w*|answers?)|(?:end up|appended|suffixed|resolved like)\b)\b/i,
      given: inPods,
      not: /\b(?:records?|propagat\w+|external-?dns|ddns|dyn\w* dns|registrar|certificates?|challenges?|mdns|image|mount\w*|reverse)\b/i,
      unless: wayIsShut,
    },
    {
      about: /\b(?:pods?|containers?)\b/i,
      says: /\b(?:can(?:not| not|['’]t)|could(?:n['’]t| not)|un(?:able to)|fail(?:s|ed)? to|(?:do|does|did)(?:n['’]t| not)) resolve\b/i,
      not: /\b(?:image|mount\w*|merge|conflict)\b/i,
      unless: wayIsShut,
    },
    {
      about: /\b(?:search domains?|wild[- ]?card (?:DNS )?(?:records?|entr(?:y|ies))|ndots)\b/i,
      says: /\b(?:append(?:s|ed)?|suffix\w*|match(?:es|ed)|catch(?:es)?|caught|break(?:s|ing)?|broke|wrong|added to|fail(?:s|ed)?|resolv(?:es|ed) to (?:our|my|the|its) own|makes (?:every|each|all)|has a wild-?card)\b/i,
      given: inPods,
    },
    {
      about: /[`'"]?\bsearch[`'"]? (?:list|domains?|path|suffix(?:es)?)\b|\bwild-?cards?\b/i,
      says: /\b(?:always|every (?:name|lookup|host)|all (?:external )?names)\b.{0,24}\b(?:gets?|returns?|resolves? to|answers?)\b.{0,12}\b(?:the |an? |our |my )?(?:\w+ )?(?:IPs?|address\w*|own|wrong)\b|\bgets? the IP (?:address )?of\b|\banswers? (?:to )?(?:every|all|any|each)\b/i,
    },
    {
      about:
        /\b(?:upstream|ISP(?:['’]s)?|provider(?:['’]s)?|router(?:['’]s)?|external) (?:DNS|name ?servers?|resolvers?)(?: servers?)?\b/i,
      says: /\b(?:(?:is|was|were|went|are) (?:down|unreachable|offline|dead)|(?:do|does|did)(?: not|n['’]t) (?:answer|respond|reply)|returns? (?:its|the|an?) (?:search|error|landing) page|stopped (?:answering|responding))\b/i,
    },
    {
      about: /\b(?:core-?dns|forwarders?|corefile)\b/i,
      says: /\b(?:had to|have to) (?:point|set|chang|switch|mak)\w* (?:the )?(?:core-?dns|forwarders?|corefile)\b/i,
    },
    {
      about: /\b(?:DNS|resolver)\b/i,
      says: /\b(?:DNS )?error page\b|\bsearch page\b/i,
      given: inPods,
    },
    {
      about: /\b(?:pi-?hole|adguard\w*|unbound|blocky|technitium|DNS server)\b/i,
      says: /\b(?:chicken[- ]and[- ]egg|circular|runs? (?:in|on|inside) (?:the |this |that )?(?:same |very )?cluster|hosted (?:in|on) the (?:same )?cluster|run(?:s|ning)? (?:my |an? |our )?(?:pi-?hole|adguard\w*|unbound|blocky|technitium) (?:in|on|inside) (?:the |my |this )?cluster)\b/i,
      given: /\bnodes?\b.{0,60}\b(?:use|uses|using|point\w*|depend\w*)\b/i,
    },
    {
      about: /\b(?:resolv\.conf|DNS servers?|name ?servers?|resolvers?)\b/i,
      says: /\binstead of (?:the )?(?:core-?dns|kube-?dns|cluster(?:['’]s)? DNS|10\.43\.0\.10)\b/i,
      given: /\b(?:pods?|containers?)\b/i,
    },
    {
      about: /\bresolv\.conf\b/i,
      says: /\b(?:points?|pointing|pointed|contains?|has|lists?|set) (?:(?:only|nameserver) )?(?:to |at )?(?:nameserver )?(?:127\.0\.0\.\d+|localhost|itself)/i,
      given: inPods,
    },
  ],
  cures: [
    {
      part: /\b(?:resolv-?\.?conf|coredns|core-dns|corefile|ndots|search domains?|name ?servers?|dns ?(?:servers?|config\w*|polic\w+|settings?)|dnsPolicy|systemd-resolved|forwarders?)\b/i,
      not: /\b(?:records?|external-?dns|certificates?|warning|limits?)\b/i,
    },
  ],
}
