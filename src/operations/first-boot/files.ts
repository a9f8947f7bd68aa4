import { inYaml } from '../configuration/example.ts'
import { userData } from './user-data.ts'
import type { FirstBootNode, FirstBootWishes } from './wishes.ts'

/** Every first-boot file of a node by its name on the boot partition. */
export function firstBootFiles(
  node: FirstBootNode,
  wishes: FirstBootWishes,
): Readonly<Record<string, string>> {
  if (wishes.system === 'raspios-bookworm') return { 'custom.toml': customToml(node, wishes) }
  return {
    'user-data': userData(node, wishes),
    'network-config': networkConfig(node, wishes),
    // A new instance id is what makes cloud-init read user-data again on a card that has booted.
    'meta-data': `instance-id: bramble-${node.name}\nlocal-hostname: ${inYaml(node.name)}\n`,
  }
}

/** Netplan's version 2, as cloud-init's NoCloud source takes it. */
function networkConfig({ address }: FirstBootNode, { network }: FirstBootWishes): string {
  const lines = network
    ? [
        'dhcp4: false',
        `addresses: [${inYaml(`${address}/${network.prefix}`)}]`,
        `routes: [{ to: default, via: ${inYaml(network.gateway)} }]`,
        `nameservers: { addresses: ${inYaml(network.nameServers)} }`,
      ]
    : ['dhcp4: true']
  return `# Written by bramble init --first-boot.
network:
  version: 2
  ethernets:
    eth0:
${lines.map((line) => `      ${line}\n`).join('')}`
}

/**
 * What Raspberry Pi OS Bookworm reads once from its boot partition: raspberrypi-sys-mods,
 * usr/lib/raspberrypi-sys-mods/init_config. JSON's strings are TOML's basic strings.
 */
function customToml({ name }: FirstBootNode, wishes: FirstBootWishes): string {
  const { user, passwordHash, publicKeys, timeZone } = wishes
  const password =
    passwordHash === undefined
      ? ''
      : `password = ${JSON.stringify(passwordHash)}\npassword_encrypted = true\n`
  return `# Written by bramble init --first-boot for ${name}. The system reads it once and removes it.
config_version = 1

[system]
hostname = ${JSON.stringify(name)}

[user]
name = ${JSON.stringify(user)}
${password}
[ssh]
enabled = true
password_authentication = false
authorized_keys = [
${publicKeys.map((key) => `  ${JSON.stringify(key)},\n`).join('')}]

[locale]
timezone = ${JSON.stringify(timeZone)}
`
}
