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
const Snmp = z
  .strictObject({
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
    authenticationProtocol: z
      .enum(['sha', 'sha256', 'sha512', 'md5'])
      .default('sha')
      .meta({ description: 'sha, sha256, sha512 or md5', examples: ['sha'] }),
    privacy: Secret.optional(),
    privacyProtocol: z
      .enum(['aes', 'des'])
      .default('aes')
      .meta({ description: 'aes or des', examples: ['aes'] }),
    group: z
      .int()
      .min(1)
      .optional()
      .meta({ description: 'the pethPsePortGroupIndex', examples: [1] }),
  })
  .refine(
    ({ community, user, authentication, privacy }) =>
      community === undefined
        ? user !== undefined && authentication !== undefined
        : user === undefined && authentication === undefined && privacy === undefined,
    { params: { expected: 'either community (v2c) or user and authentication (v3)' } },
  )
export type Snmp = Readonly<z.output<typeof Snmp>>

/** For a certificate that no authority signed. Without it the usual authorities count. */
const fingerprint = z
  .string()
  .regex(/^(?:[0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/)
  .optional()
  .meta({
    description: 'the SHA-256 fingerprint of a certificate, 32 bytes in hexadecimal',
    examples: [Array(32).fill('A1').join(':')],
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
  fingerprint,
})

const Plug = z.strictObject({ address, user, password: Secret.optional() })
export type Plug = Readonly<z.output<typeof Plug>>

const HomeAssistant = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .meta({ description: 'an address', examples: ['http://10.0.0.5:8123'] }),
  token: Secret,
  fingerprint,
})

const program = z
  .array(z.string().min(1))
  .min(1)
  .max(64)
  .meta({
    description: 'a program and its arguments',
    examples: [['uhubctl', '-l', '1-1', '-p', '2', '-a', 'off']],
  })

/** Programs that are run as they stand, without a shell and with nothing added: one board each. */
const Command = z.strictObject({
  off: program,
  on: program,
  /** Prints `on` or `off` as its first word. */
  state: program.optional(),
})
export type Command = Readonly<z.output<typeof Command>>

/** Somebody who pulls a plug. */
const Person = z.strictObject({
  /** Gets what is asked for on stdin, to pass it on to whoever stands nearer. */
  notify: program.optional(),
})
export type Person = Readonly<z.output<typeof Person>>

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
    homeAssistant: HomeAssistant.optional().meta({ description: 'a Home Assistant' }),
    command: Command.optional().meta({ description: 'programs that switch one board' }),
    person: Person.optional().meta({ description: 'a person who pulls plugs', examples: [{}] }),
    never,
  })
  .refine((one) => drivers.filter((driver) => one[driver] !== undefined).length === 1, {
    params: {
      expected: 'exactly one of snmp, unifi, shelly, tasmota, homeAssistant, command and person',
    },
  })
  .meta({
    description: 'a switch or plug',
    examples: [{ shelly: { address: '10.0.0.3' } }],
  })
export type Switch = Readonly<z.output<typeof Switch>>

/** The kinds of switches, as `bramble.yaml` names them. */
const drivers = [
  'snmp',
  'unifi',
  'shelly',
  'tasmota',
  'homeAssistant',
  'command',
  'person',
] as const

const entity = z
  .string()
  .regex(/^\w+\.\w+$/)
  .optional()

/** What a board's power hangs on. */
export const NodePower = z
  .strictObject({
    switch: z
      .string()
      .min(1)
      .meta({ description: 'a name under switches', examples: ['closet'] }),
    port: port.optional(),
    entity: entity.meta({ description: 'an entity of Home Assistant', examples: ['switch.pi03'] }),
    meter: entity.meta({
      description: 'a sensor of Home Assistant that measures watts',
      examples: ['sensor.pi03_power'],
    }),
  })
  .meta({
    description: 'a switch and a port of it',
    examples: [{ switch: 'closet', port: 1 }],
  })
export type NodePower = Readonly<z.output<typeof NodePower>>
