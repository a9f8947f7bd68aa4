import { type AdviceCase, adviceFrom } from '../../words/advice.ts'

/** What helps in each case; a finding gets the parts that its lines ask for, the page all of them. */
const cases: readonly AdviceCase[] = [
  [
    /cacerts.*\b(?:404|502)|HTTP response to HTTPS/,
    '`/cacerts: 404` or `502` comes from a balancer in front of the servers: it has to pass TCP on as it is, and to a server that runs.',
  ],
  [
    /server addresses|announc|advertis|wss:/i,
    'If it announces an address of another network, set its `node-ip` or `advertise-address`.',
  ],
]

const always =
  'If the server is down, bring it up first. If its address changed, correct K3S_URL (a server of K3s answers at port 6443, one of RKE2 at 9345; a name that ends in `.local` is found by mDNS alone, so write the address), remove the stale k3s-agent-load-balancer.json and restart k3s-agent.'

/** The page's list of all cases, and what helps against the lines of one finding. */
export const { all: allAdvice, against: adviceFor } = adviceFrom(cases, always)
