/** Last words of a name that holds a secret, and what the marker calls it. */
const secretWords: Readonly<Record<string, string>> = {
  token: 'token',
  authtoken: 'token',
  accesstoken: 'token',
  identitytoken: 'token',
  password: 'password',
  passwd: 'password',
  passphrase: 'password',
  passwort: 'password',
  pass: 'password',
  pwd: 'password',
  psk: 'preshared key',
  apikey: 'key',
  secretkey: 'key',
  accesskey: 'key',
  privatekey: 'private key',
  presharedkey: 'preshared key',
  community: 'SNMP community',
  rocommunity: 'SNMP community',
  rwcommunity: 'SNMP community',
  authorization: 'authorization',
  cookie: 'cookie',
}

/** Longer names: `secret-key`, but not `public key`, nor a plain `key` of a map. */
const secretPhrases: readonly (readonly [RegExp, string])[] = [
  [
    /(?:^| )(?:secret|access|private|api|encryption|account|preshared|shared|auth|priv|session|license|signing|master|service) key$/,
    'key',
  ],
  [/(?:^| )crypto key value$/, 'key'],
  [/^(?:aws )?access key id$/, 'key'],
  [
    /(?:^| )(?:client|app|shared|api|session|auth|jwt|webhook|s3|access|user|hmac|oauth|oidc|bot|db) secret$/,
    'secret value',
  ],
  [/(?:^| )client key data$/, 'client-key-data'],
  [/(?:^| )client certificate data$/, 'client-certificate-data'],
  [/(?:^| )key data$/, 'key data'],
  [/^x amz (?:signature|credential)$/, 'signature'],
]

const remembered = new Map<string, string | undefined>()
const mostRemembered = 4096

/**
 * Whether a field of this name holds a secret, and of what kind: `weak` kinds count only where the
 * value looks random, because the same name often carries a harmless one.
 */
export function secretName(key: string): string | undefined {
  if (remembered.has(key)) return remembered.get(key)
  const name = judge(key)
  if (remembered.size < mostRemembered) remembered.set(key, name)
  return name
}

export const weak = 'secret'

/** `clientSecret`, `client-secret` and `CLIENT_SECRET` are two words each. */
function wordsOf(key: string): string[] {
  const parted = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
  return parted.split(/[^a-z0-9]+/).filter((word) => word !== '')
}

function judge(key: string): string | undefined {
  const words = wordsOf(key)
  const last = words.at(-1) ?? ''
  if (Object.hasOwn(secretWords, last)) return secretWords[last]
  const phrase = words.join(' ')
  const found = secretPhrases.find(([pattern]) => pattern.test(phrase))
  if (found) return found[1]
  // A variable of the environment: FOO_KEY, FOO_SECRET.
  if (/^-*[A-Z][A-Z0-9_]*_(?:KEY|SECRET)$/.test(key)) return last === 'key' ? 'key' : 'secret value'
  // A plain `secret` is most often the name of an object of Kubernetes.
  return /(?:^| )(?:secret|credentials?)$|^auth$/.test(phrase) ? weak : undefined
}

/** Words that stand where a value would, and say that none is shown. */
const nothing =
  /^(?:true|false|yes|no|on|off|null|nil|none|unset|set|empty|redacted|hidden|masked|unknown|undefined|required|invalid|missing|expired|<[^<>]*>|\(hidden\)|\(?none\)?|\*+|x{3,}|X{3,}|\.{3}|…|-)$/i

const reference =
  /^(?:\[redacted|\$\{?\w|\$\(|\{\{|%[sdvq]|env:|file:|\/(?:etc|var|run|home|root|opt|usr|tmp|mnt|srv|dev|proc|sys|boot|media|lib|secrets|config|registry|apis?|v1)\/|~\/|\.\.?\/|\d+ bytes)/

/** Whether a value is none: a switch, a placeholder, a reference or a path. */
export function isInnocent(value: string): boolean {
  return value === '' || nothing.test(value) || reference.test(value)
}

/** Whether a word looks random: what a weak name or a sentence must hold to count. */
export function looksRandom(value: string): boolean {
  if (value.length < 6 || isInnocent(value)) return false
  const hasDigit = /\d/.test(value)
  const hasLower = /[a-z]/.test(value)
  const hasUpper = /[A-Z]/.test(value.slice(1))
  if (/^\d+$/.test(value)) return value.length >= 8
  return (hasDigit && (hasLower || hasUpper)) || (hasLower && hasUpper && value.length >= 12)
}
