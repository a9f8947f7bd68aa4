import { isInnocent } from '../names.ts'
import { lineEnd, type SecretRange } from '../range.ts'

/** Programs whose options carry a secret under a name that says nothing. */
const programs: readonly (readonly [program: RegExp, option: RegExp, name: string])[] = [
  [/^snmp/i, /\s-c\s*(["']?)([^\s"']+)\1/, 'SNMP community'],
  [/^snmp/i, /\s-[AX]\s*(["']?)([^\s"']+)\1/, 'password'],
  [/^sshpass/i, /\s-p\s*(["']?)([^\s"']+)\1/, 'password'],
  [/^(?:mysql|mariadb)/i, /\s-p(["']?)([^\s"']+)\1/, 'password'],
  [/^mosquitto_/i, /\s-P\s*(["']?)([^\s"']+)\1/, 'password'],
  [/^redis-cli/i, /\s-a\s*(["']?)([^\s"']+)\1/, 'password'],
  [/^ipmitool/i, /\s-P\s*(["']?)([^\s"']+)\1/, 'password'],
  [/^(?:docker|podman|nerdctl|helm)/i, /\slogin\s[^\n]*?\s-p\s*(["']?)([^\s"']+)\1/, 'password'],
  [/^curl/i, /\s(?:-u|--user)\s*(["']?)[^\s"':]+:([^\s"']+)\1/, 'password'],
  [/^htpasswd/i, /\s-\w*b\w*\s(?:[^\n]*\s)?(["']?)([^\s"']+)\1\s*$/, 'password'],
]

/** A secret in the arguments of a program that is known to take one. */
export function commandArgument(text: string, at: number): readonly SecretRange[] {
  const line = text.slice(at, lineEnd(text, at))
  return programs.flatMap(([program, option, name]) => {
    const found = program.test(line) ? option.exec(line) : undefined
    const secret = found?.[2]
    if (!found || secret === undefined || isInnocent(secret)) return []
    // The marker's last word, where a program takes the secret as its last argument.
    if (secret.endsWith(']') && line.includes('[redacted: ')) return []
    const quote = found[1]?.length ?? 0
    const tail = found[0].length - found[0].trimEnd().length
    const end = at + found.index + found[0].length - tail - quote
    return [{ start: end - secret.length, end, name }]
  })
}

/**
 * K3s keeps `password,user,uid,groups` in server/cred/passwd
 * (https://kubernetes.io/docs/reference/access-authn-authz/authentication/, static files).
 */
export function passwordFile(text: string, at: number): SecretRange | undefined {
  const before = text.slice(Math.max(0, at - 512), at)
  const found = /(?:^|[\s"'`|])([^\s,"'`|\]]{6,400}),[\w.:-]+,[\w.:-]+$/.exec(before)
  if (!found?.[1]) return undefined
  const start = at - before.length + found.index + found[0].indexOf(found[1])
  return { start, end: start + found[1].length, name: 'password' }
}
