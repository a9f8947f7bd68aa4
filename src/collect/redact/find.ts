import { assignment } from './detect/assignment.ts'
import { encodedSecrets } from './detect/base64.ts'
import { commandArgument, passwordFile } from './detect/command.ts'
import { privateKey } from './detect/pem.ts'
import { secretObject } from './detect/secret-object.ts'
import { bearer, bootstrapTokens, tokenForm } from './detect/tokens.ts'
import { sourcePassword, urlPassword } from './detect/url.ts'
import { rangesBefore, unwrap } from './detect/wrapped.ts'
import type { Detector, SecretRange } from './range.ts'

/** Texts that begin or name a secret, in one search; each detector then looks at its own hits. */
const literals =
  /K10|eyJ|AKIA|ASIA|\$(?:apr1|2[abxy]|[156y7]|gy)\$|\{SHA\}|PRIVATE KEY|data(?=[\\"']{0,6}[ \t]?:)|client-(?:key|certificate)-data|bearer|token|pass|pwd|psk|secret|key|credential|auth|cookie|x-amz-|:\/\/|@(?:tcp|unix)\(|community|,k3s:|snmp|mysql|mariadb|mosquitto_|redis-cli|ipmitool|docker|podman|nerdctl|helm|curl/gi

const detectors: Readonly<Record<string, Detector>> = {
  k10: tokenForm,
  eyj: tokenForm,
  akia: tokenForm,
  asia: tokenForm,
  '{sha}': tokenForm,
  'private key': privateKey,
  data: secretObject,
  bearer,
  '://': urlPassword,
  '@tcp(': sourcePassword,
  '@unix(': sourcePassword,
  ',k3s:': passwordFile,
  snmp: commandArgument,
  mysql: commandArgument,
  mariadb: commandArgument,
  mosquitto_: commandArgument,
  'redis-cli': commandArgument,
  ipmitool: commandArgument,
  docker: commandArgument,
  podman: commandArgument,
  nerdctl: commandArgument,
  helm: commandArgument,
  curl: commandArgument,
}

const programWithPassword = /(?:sshpass|htpasswd)/iy

/** How often base64 within base64 is looked into: a Secret's data holds a docker configuration's. */
const deepest = 2

/** Finds all secrets of a text, in order and apart from each other. */
export function findSecrets(text: string): SecretRange[] {
  const direct = directSecrets(text, 0)
  const unwrapped = unwrap(text)
  if (!unwrapped) return separated(direct)
  const joined = rangesBefore(text, unwrapped, directSecrets(unwrapped.text, 0))
  return separated([...direct, ...joined])
}

function directSecrets(text: string, depth: number): SecretRange[] {
  return [
    ...atLiterals(text),
    ...bootstrapTokens(text),
    ...encodedSecrets(
      text,
      (decoded) => depth < deepest && directSecrets(decoded, depth + 1).length > 0,
    ),
  ]
}

/** Hits for nothing in one text, after which detectors hurry: made-up texts hold thousands. */
const mostMisses = 300

function atLiterals(text: string): SecretRange[] {
  const found: SecretRange[] = []
  // Its own state: a text in base64 is searched while another search goes on.
  const search = new RegExp(literals)
  let misses = 0
  for (let hit = search.exec(text); hit; hit = search.exec(text)) {
    const end = hit.index + hit[0].length
    const detected = detect(text, hit, misses > mostMisses)
    const ranges = [detected].flat().filter((range) => range !== undefined)
    if (ranges.length === 0 && /^(?:data|private key)$/i.test(hit[0])) misses += 1
    found.push(...ranges)
    search.lastIndex = Math.max(end, ...ranges.map((range) => range.end))
  }
  return found
}

function detect(
  text: string,
  { 0: literal, index: at }: RegExpExecArray,
  isHurried: boolean,
): ReturnType<Detector> {
  const end = at + literal.length
  if (literal.startsWith('$')) return tokenForm(text, at, end)
  const detector = detectors[literal.toLowerCase()]
  if (detector) return detector(text, at, end, isHurried)
  return assignment(text, at, end) ?? programBefore(text, at)
}

function programBefore(text: string, at: number): ReturnType<Detector> {
  for (const back of [3, 2]) {
    programWithPassword.lastIndex = at - back
    if (at >= back && programWithPassword.test(text)) return commandArgument(text, at - back)
  }
  return undefined
}

/** In order, and where two overlap as one. */
function separated(ranges: readonly SecretRange[]): SecretRange[] {
  const sorted = [...ranges].sort((one, other) => one.start - other.start || other.end - one.end)
  const result: SecretRange[] = []
  for (const range of sorted) {
    const last = result.at(-1)
    if (!last || range.start >= last.end) result.push(range)
    else if (range.end > last.end)
      result[result.length - 1] = { ...range, start: last.start, name: last.name }
  }
  return result
}
