import { sudoersForReading } from '#src/collect/node/sudoers.ts'
import { persistentJournal } from '#src/model/node-files.ts'
import { inYaml } from '../configuration/example.ts'
import { kernelWordsProgram, rebootMark } from './kernel-words.ts'
import type { FirstBootNode, FirstBootWishes } from './wishes.ts'

/**
 * cloud-init's user-data. `enable_ssh` is Raspberry Pi OS's own word (rpi-imager's
 * customization_generator.cpp writes it); Ubuntu's images run sshd anyway.
 */
export function userData({ name }: FirstBootNode, wishes: FirstBootWishes): string {
  const { system, timeZone } = wishes
  return `#cloud-config
# Written by bramble init --first-boot for ${name}. cloud-init reads it once, at the first boot.
hostname: ${inYaml(name)}
manage_etc_hosts: true
timezone: ${inYaml(timeZone)}

# sshd takes keys and no passwords.
${system === 'raspios-trixie' ? 'enable_ssh: true\n' : ''}ssh_pwauth: false

users:
${userLines(wishes)}
write_files:
${fileLines('/etc/systemd/journald.conf.d/90-persistent.conf', '0644', persistentJournal)}${readingLines(wishes)}
runcmd:
  - [systemctl, restart, systemd-journald]
  # The memory controller for K3s and pressure readings, on the one line of cmdline.txt.
  - - sh
    - -c
    - |
${indented(kernelWordsProgram, 6)}
# One more boot, only where that line was changed.
power_state:
  mode: reboot
  condition: test -e ${rebootMark}
`
}

/** Groups that let it read sensors (video) and the journal without root. */
const groups = ['adm', 'sudo', 'video', 'systemd-journal']

function userLines({ user, publicKeys, passwordHash, sudo }: FirstBootWishes): string {
  const password =
    passwordHash === undefined
      ? ['lock_passwd: true']
      : ['lock_passwd: false', `passwd: ${inYaml(passwordHash)}`]
  const fields = [
    `groups: ${inYaml(groups)}`,
    'shell: /bin/bash',
    ...password,
    ...(sudo === 'all' ? ['sudo: "ALL=(ALL) NOPASSWD:ALL"'] : []),
    'ssh_authorized_keys:',
    ...publicKeys.map((key) => `  - ${inYaml(key)}`),
  ]
  return `  - name: ${inYaml(user)}\n${fields.map((line) => `    ${line}\n`).join('')}`
}

function readingLines({ sudo, user }: FirstBootWishes): string {
  return sudo === 'reading'
    ? fileLines('/etc/sudoers.d/bramble', '0440', sudoersForReading(user))
    : ''
}

function fileLines(path: string, mode: string, text: string): string {
  return `  - path: ${path}\n    permissions: '${mode}'\n    content: |\n${indented(text, 6)}`
}

function indented(text: string, blanks: number): string {
  const lines = text.trimEnd().split('\n')
  return lines.map((line) => (line === '' ? '\n' : `${' '.repeat(blanks)}${line}\n`)).join('')
}
