/**
 * What K3s and Bramble want of a Raspberry Pi's kernel: the memory controller, which the firmware
 * turns off (raspberrypi/linux#6980), and pressure readings, which its kernels leave off.
 */
export const wantedKernelWords = ['cgroup_enable=memory', 'psi=1'] as const

/** What would undo them, wherever it stands. */
export const unwantedKernelWords: readonly string[] = ['cgroup_disable=memory', 'psi=0']

/**
 * The text of a cmdline.txt with these words on its first line: the firmware reads no other
 * (k3s-io/k3s#3283). The same text where nothing is missing.
 */
export function withKernelWords(text: string, words: readonly string[]): string {
  const end = text.indexOf('\n')
  const [line, rest] = end < 0 ? [text, '\n'] : [text.slice(0, end), text.slice(end)]
  const has = line.split(/\s+/).filter((word) => word !== '')
  const kept = has.filter((word) => !unwantedKernelWords.includes(word))
  const missing = words.filter((word) => !kept.includes(word))
  if (missing.length === 0 && kept.length === has.length) return text
  return [...kept, ...missing].join(' ') + rest
}
