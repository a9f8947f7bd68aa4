/** `Tue 2026-11-24 02:04:20 UTC`, as systemd prints with TZ=UTC, to ISO 8601 (systemd.time(7)). */
export function systemdTime(text: string | undefined): string | undefined {
  const found = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? UTC/.exec(text ?? '')
  if (!found) return undefined
  const at = Date.parse(`${found[1]}T${found[2]}Z`)
  return Number.isNaN(at) ? undefined : new Date(at).toISOString()
}
