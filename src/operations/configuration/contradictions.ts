import type { NodePower, Switch } from '#src/model/config/power.ts'
import type { Configuration } from '#src/model/config.ts'
import type { Flaw } from './flaws.ts'

/** What each field allows alone but not together: names that lead nowhere, and doubles. */
export function contradictions(configuration: Configuration): readonly Flaw[] {
  return [
    ...sharedAddresses(configuration),
    ...sharedNodeIps(configuration),
    ...powerFlaws(configuration),
  ]
}

function sharedAddresses({ nodes, ssh }: Configuration): Flaw[] {
  const first = new Map<string, string>()
  const flaws: Flaw[] = []
  for (const [name, node] of Object.entries(nodes)) {
    // Behind one forwarding router several nodes may share an address under different ports.
    const place = `${node.address.toLowerCase()} ${node.ssh?.port ?? ssh.port ?? 22}`
    const other = first.get(place)
    if (other === undefined) first.set(place, name)
    else
      flaws.push({
        path: ['nodes', name, 'address'],
        atKey: false,
        message: `nodes.${name}.address is ${node.address}, which is the address of ${other} too; expected one of its own`,
      })
  }
  return flaws
}

function sharedNodeIps({ nodes }: Configuration): Flaw[] {
  const first = new Map<string, string>()
  return Object.entries(nodes).flatMap(([name, { nodeIp }]) => {
    const other = nodeIp === undefined ? undefined : first.get(nodeIp)
    if (nodeIp !== undefined && other === undefined) first.set(nodeIp, name)
    if (other === undefined) return []
    const message = `nodes.${name}.nodeIp is ${nodeIp}, which is that of ${other} too; expected one of its own`
    return [{ path: ['nodes', name, 'nodeIp'], atKey: false, message }]
  })
}

function powerFlaws({ nodes, switches }: Configuration): Flaw[] {
  const first = new Map<string, string>()
  return Object.entries(nodes).flatMap(([name, { power }]) => {
    if (!power) return []
    const path = ['nodes', name, 'power', 'switch']
    const found = Object.hasOwn(switches, power.switch) ? switches[power.switch] : undefined
    if (!found) return [unknownSwitch(path, power.switch, Object.keys(switches))]
    const outlet = `${power.switch} ${power.entity ?? power.port ?? 0}`
    const other = first.get(outlet)
    if (other === undefined) first.set(outlet, name)
    const flaws: Flaw[] = [...missingPart(name, power, found)]
    if (other !== undefined)
      flaws.push({
        path,
        atKey: false,
        message: `nodes.${name}.power names the outlet of ${other} too; expected one of its own`,
      })
    if (power.port !== undefined && found.never.includes(power.port))
      flaws.push({
        path: ['nodes', name, 'power', 'port'],
        atKey: false,
        message: `nodes.${name}.power.port is ${power.port}, which switches.${power.switch}.never forbids; expected another port`,
      })
    return flaws
  })
}

/** A switch has ports, a Home Assistant has entities: without one it is not known what to switch. */
function missingPart(name: string, { port, entity }: NodePower, found: Switch): Flaw[] {
  const wanted =
    (found.snmp || found.unifi) && port === undefined
      ? { part: 'port', example: 1 }
      : found.homeAssistant && entity === undefined
        ? { part: 'entity', example: `switch.${name}` }
        : undefined
  if (!wanted) return []
  return [
    {
      path: ['nodes', name, 'power'],
      atKey: false,
      message: `nodes.${name}.power.${wanted.part} is missing; expected the one that feeds ${name}`,
      example: `${wanted.part}: ${wanted.example}`,
    },
  ]
}

function unknownSwitch(path: readonly string[], name: string, known: readonly string[]): Flaw {
  return {
    path,
    atKey: false,
    message: `${path.join('.')} is ${JSON.stringify(name)}; expected ${
      known.length > 0 ? `a name under switches: ${known.join(', ')}` : 'a name under switches'
    }`,
    example: `switches: { ${name}: { shelly: { address: 10.0.0.3 } } }`,
  }
}
