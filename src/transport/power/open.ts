import type { NodePower, Plug, Snmp, Switch } from '#src/model/config/power.ts'
import type { Secret } from '#src/model/config/secret.ts'
import { defect } from '#src/model/error.ts'
import { outletName } from '#src/model/power.ts'
import type { PowerDoor } from './door.ts'
import type { SnmpAccess } from './snmp.ts'

/** Where a node's power hangs, as bramble.yaml says it. */
export interface Outlet {
  readonly node: string
  readonly power: NodePower
  readonly switch: Switch
}

export interface PowerSite {
  /** @throws BrambleError where the secret is not there */
  readonly secret: (reference: Secret) => Promise<string>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Shows a request to a person. */
  readonly say: (text: string) => void
}

/**
 * Opens the way to one board's power. Nothing is asked of the device yet. Each driver is loaded
 * only where it is used.
 *
 * @throws whatever `site.secret` throws
 */
export async function openPower(outlet: Outlet, site: PowerSite): Promise<PowerDoor> {
  const { snmp, unifi, shelly, tasmota, homeAssistant, command, person } = outlet.switch
  const name = outletName(outlet.power)
  if (snmp) return (await import('./snmp.ts')).openSnmp(await snmpAccess(snmp, outlet, site))
  if (shelly) return (await import('./shelly.ts')).openShelly(await plug(shelly, outlet, site, 0))
  if (tasmota)
    return (await import('./tasmota.ts')).openTasmota(await plug(tasmota, outlet, site, 1))
  if (unifi) {
    const apiKey = await site.secret(unifi.apiKey)
    const { openUnifi } = await import('./unifi.ts')
    const { address, site: of, device, fingerprint } = unifi
    return openUnifi({ name, address, site: of, device, apiKey, fingerprint, port: portOf(outlet) })
  }
  if (homeAssistant) {
    const { url, fingerprint } = homeAssistant
    const { entity = '', meter } = outlet.power
    const token = await site.secret(homeAssistant.token)
    const { openHomeAssistant } = await import('./home-assistant.ts')
    return openHomeAssistant({ name, url, token, fingerprint, entity, meter })
  }
  const { env, say } = site
  if (command) return (await import('./command.ts')).openCommand({ name, programs: command, env })
  if (person)
    return (await import('./person.ts')).openPerson({ name, node: outlet.node, person, env, say })
  throw defect('switch-kind', `The switch of ${outlet.node} is of no kind.`)
}

async function plug(access: Plug, outlet: Outlet, site: PowerSite, first: number) {
  const { address, user = 'admin', password } = access
  return {
    name: outletName(outlet.power),
    address,
    user,
    port: outlet.power.port ?? first,
    password: password && (await site.secret(password)),
  }
}

async function snmpAccess(access: Snmp, outlet: Outlet, site: PowerSite): Promise<SnmpAccess> {
  const { address, port = 161, group = 1 } = access
  const login = await snmpLogin(access, site)
  return {
    name: outletName(outlet.power),
    address,
    udpPort: port,
    login,
    group,
    port: portOf(outlet),
  }
}

async function snmpLogin(access: Snmp, site: PowerSite): Promise<SnmpAccess['login']> {
  const { community, user, authentication, privacy } = access
  if (community) return { community: await site.secret(community) }
  if (user === undefined || !authentication)
    throw defect('snmp-login', 'The configuration let an SNMP switch pass without a login.')
  return {
    user,
    authentication: await site.secret(authentication),
    authenticationProtocol: access.authenticationProtocol,
    privacy: privacy && (await site.secret(privacy)),
    privacyProtocol: access.privacyProtocol,
  }
}

function portOf({ power, node }: Outlet): number {
  if (power.port !== undefined) return power.port
  throw defect('outlet-port', `The configuration let ${node} pass without a port.`)
}
