import type { Origin } from '#src/model/facts/define.ts'
import type { pressure, units } from '#src/model/facts/node.ts'
import type { sshSessions } from '#src/model/facts/ssh-session.ts'
import { because, type Reason } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

type Servers = Read<{
  units: typeof units
  pressure: typeof pressure
  sshSessions: typeof sshSessions
}>

interface View {
  readonly evidence: readonly Reason[]
  /** The one observation that tells the causes of the silence apart. */
  readonly decides: string
}

const waitingPercent = 60

/**
 * An API that is silent from here: whether its server is gone, waits, or is cut off from here is
 * told by one look at the right place. Undefined where nothing was asked over SSH.
 */
export function viewFromServers({ units, pressure, sshSessions }: Servers): View | undefined {
  const servers = units.filter(
    ({ name, node, loadState }) =>
      name === 'k3s.service' && node !== undefined && loadState !== 'not-found',
  )
  const running = servers.find(({ activeState }) => activeState === 'active')
  if (running?.node !== undefined) {
    const waits = pressure.find(
      ({ node, resource, someAvg60 }) =>
        node === running.node && resource === 'io' && someAvg60 >= waitingPercent,
    )
    return waits ? diskOf(running.node, waits) : serverItself(running.node, running)
  }
  // A server that is known and does not run has a cause of its own.
  if (servers.length > 0) return undefined
  const gone = sshSessions.find(({ outcome }) => outcome === 'silent')
  if (gone?.node === undefined) return undefined
  return {
    evidence: [because(ofCluster(gone), `${gone.node} does not answer over SSH either`)],
    decides: `bramble autopsy ${gone.node}`,
  }
}

function serverItself(node: string, unit: Servers['units'][number]): View {
  return {
    evidence: [
      because(
        ofCluster(unit),
        `on ${node}, k3s.service is active: it is slow, or the way to it is cut`,
      ),
    ],
    decides: `ssh ${node} 'sudo timeout 20 k3s kubectl get --raw "/readyz?verbose"'`,
  }
}

function diskOf(node: string, waits: Servers['pressure'][number]): View {
  return {
    evidence: [
      because(
        ofCluster(waits),
        `on ${node}, processes wait for a disk ${waits.someAvg60} % of the time`,
      ),
    ],
    decides: `ssh ${node} 'sudo journalctl -k -n 50 --no-pager; ps -eo state,wchan:30,args | grep ^D'`,
  }
}

/** The API is the cluster's: what one node shows of it does not make it that node's symptom. */
function ofCluster({ evidence }: Origin): Origin {
  return { evidence }
}
