import type { SecretRange } from '../range.ts'

const mostAddress = 1024

/** The password in `scheme://user:password@host`. */
export function urlPassword(text: string, _: number, end: number): SecretRange | undefined {
  const run = /^[^\s"'`<>\\]*/.exec(text.slice(end, end + mostAddress))?.[0] ?? ''
  const slash = run.search(/[/?#]/)
  const authority = slash < 0 ? run : run.slice(0, slash)
  const colon = authority.indexOf(':')
  if (colon < 0) return undefined
  let at = authority.lastIndexOf('@')
  // A password may hold a slash; a port may not.
  if (at < 0 && !/^:\d{1,5}$/.test(authority.slice(colon))) at = run.lastIndexOf('@')
  if (at <= colon + 1) return undefined
  const password = run.slice(colon + 1, at)
  if (password.startsWith('[redacted') || /^(?:\*+|x{3,})$/i.test(password)) return undefined
  return { start: end + colon + 1, end: end + at, name: 'password' }
}

/** Go's data source names: `user:password@tcp(host:3306)/name`. */
export function sourcePassword(text: string, at: number): SecretRange | undefined {
  const before = text.slice(Math.max(0, at - 256), at)
  const found = /(?:^|[\s"'`/=])[\w.-]+:(?!\/\/)([^\s"'`]+)$/.exec(before)
  if (!found?.[1] || found[1].startsWith('[redacted')) return undefined
  return { start: at - found[1].length, end: at, name: 'password' }
}
