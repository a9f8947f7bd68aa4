import * as z from 'zod'
import { Secret } from './secret.ts'

const address = z
  .string()
  .regex(/^[\p{L}\p{N}_.:%[\]][\p{L}\p{N}_.:%[\]-]*$/u)
  .meta({ description: 'an IP address or a host name', examples: ['10.0.0.2'] })

const port = z
  .int()
  .min(0)
  .max(1024)
  .meta({ description: 'the number of a port, relay or outlet', examples: [1] })

const user = z
  .string()
  .min(1)
  .optional()
  .meta({ description: 'a user', examples: ['admin'] })

/** A PoE switch by POWER-ETHERNET-MIB (RFC 3621): v2c with a community, or v3 with a user. */
const Snmp = z.strictObject({
  address,
  port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .meta({ description: 'an UDP port', examples: [161] }),
  community: Secret.optional(),
  user,
  authentication: Secret.optional(),
  privacy: Secret.optional(),
  group: z
    .int()
    .min(1)
    .optional()
    .meta({ description: 'the pethPsePortGroupIndex', examples: [1] }),
})

const Unifi = z.strictObject({
  address,
  site: z
    .string()
    .min(1)
    .meta({ description: 'id of the site', examples: ['default'] }),
  device: z
    .string()
    .min(1)
    .meta({ description: 'id of the switch', examples: ['1a2b3c4d'] }),
  apiKey: Secret,
})

const Plug = z.strictObject({ address, user, password: Secret.optional() })

const HomeAssistant = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .meta({ description: 'an address', examples: ['http://10.0.0.5:8123'] }),
  token: Secret,
})

const never = z
  .array(port)
  .default([])
  .meta({ description: 'ports that are never switched', examples: [[8]] })

/** What can switch a board's power. Exactly one kind stands under a name. */
export const Switch = z
  .strictObject({
    snmp: Snmp.optional().meta({
      description: 'a PoE switch with SNMP',
      examples: [{ address: '10.0.0.2', community: { env: 'SNMP_COMMUNITY' } }],
    }),
    unifi: Unifi.optional().meta({ description: 'a UniFi switch' }),
    shelly: Plug.optional().meta({
      description: 'a Shelly plug of generation 2 or later',
      examples: [{ address: '10.0.0.3' }],
    }),
    tasmota: Plug.optional().meta({
      description: 'a Tasmota plug',
      examples: [{ address: '10.0.0.3' }],
    }),
    kasa: Plug.optional().meta({ description: 'a Kasa plug', examples: [{ address: '10.0.0.3' }] }),
    homeAssistant: HomeAssistant.optional().meta({ description: 'a Home Assistant' }),
    never,
  })
  .refine((one) => drivers.filter((driver) => one[driver] !== undefined).length === 1, {
    params: { expected: 'exactly one of snmp, unifi, shelly, tasmota, kasa and homeAssistant' },
  })
  .meta({
    description: 'a switch or plug',
    examples: [{ shelly: { address: '10.0.0.3' } }],
  })
export type Switch = Readonly<z.output<typeof Switch>>

/** The kinds of switches, as `bramble.yaml` names them. */
const drivers = ['snmp', 'unifi', 'shelly', 'tasmota', 'kasa', 'homeAssistant'] as const

/** What a board's power hangs on. */
export const NodePower = z
  .strictObject({
    switch: z
      .string()
      .min(1)
      .meta({ description: 'a name under switches', examples: ['closet'] }),
    port: port.optional(),
    entity: z
      .string()
      .regex(/^\w+\.\w+$/)
      .optional()
      .meta({ description: 'an entity of Home Assistant', examples: ['switch.pi03'] }),
  })
  .meta({
    description: 'a switch and a port of it',
    examples: [{ switch: 'closet', port: 1 }],
  })
