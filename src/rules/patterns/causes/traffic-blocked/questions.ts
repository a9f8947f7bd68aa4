import { lines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** The usual ports of databases and brokers, in the words of their clients. */
  noDatabase: lines(
    ['refused', 'timed out', 'i/o timeout'],
    /^(?!.*(?:127\.0\.0\.1|localhost|probe failed)).*(?:\bport |:)(?:5432|3306|6379|27017|5672|9092|1883)\b.*(?:refused|timed out|timeout)/,
  ),
  /** A private address outside of the ranges of the cluster: a balancer, a proxy, or another machine. */
  noWebServer: lines(
    [':443: ', ':80: '],
    /dial tcp (?:192\.168|172\.(?:1[6-9]|2\d|3[01])|10\.(?!4[23]\.|96\.)\d+)\.\d+\.\d+:(?:443|80): (?:connect: connection refused|i\/o timeout)/,
  ),
  /** calico's node: BIRD gets no session to those nodes. */
  noPeer: lines('BGP not established with'),
}

export type Questions = Read<typeof questions>

/** What is asked where nothing else was heard. */
export function ask(found: Questions): PatternOutcome {
  if (found.noDatabase.length > 0)
    return unknown(
      'a database or broker does not answer at its port: it is not up yet, it does not run, or the way to it is closed',
      {
        next: 'kubectl get pods,endpoints -A | grep NAME; kubectl get networkpolicy -A; kubectl run try --rm -it --image=busybox -- nc -zvw3 ADDRESS PORT',
      },
    )
  if (found.noWebServer.length > 0)
    return unknown(
      'an address of the own network does not answer: its server or balancer is down, or the way from the pods is closed',
      {
        next: 'kubectl get service -A | grep ADDRESS; curl -vk --max-time 5 https://ADDRESS; the same from a pod; kubectl get networkpolicy -A',
      },
    )
  if (found.noPeer.length > 0)
    return unknown(
      'calico reaches none of those nodes by BGP: TCP 179 is closed between them, they are down, or a node announces the address of a wrong interface',
      {
        next: 'kubectl get nodes -o custom-columns="NAME:.metadata.name,IP:.status.addresses[0].address,CALICO:.metadata.annotations.projectcalico\\.org/IPv4Address"; nc -zvw3 ADDRESS 179',
      },
    )
  return noMatch
}
