/**
 * Lines as `journalctl -o short-iso-precise` writes them on a node whose clock is off. Each line is
 * `HH:MM:SS program: message`, by Bramble's clock.
 */
export function journal(
  text: string,
  { node, day, offsetSeconds = 0 }: { node: string; day: string; offsetSeconds?: number },
): string {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [time = '', ...rest] = line.trim().split(' ')
      const at = new Date(Date.parse(`${day}T${time}Z`) + offsetSeconds * 1000)
      return `${at.toISOString().replace('Z', '000+0000')} ${node} ${rest.join(' ')}\n`
    })
    .join('')
}
