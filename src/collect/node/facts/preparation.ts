import { nodePreparation as fact } from '#src/model/facts/node.ts'
import { nodeFiles } from '#src/model/node-files.ts'
import { quoteWord } from '#src/transport/ssh/quote.ts'
import { answerTo, type Section } from '../program/section.ts'
import { absent, type FactReader, known, numberIn } from './reader.ts'

const wantedPrograms = ['iscsiadm', 'mount.nfs', 'multipathd', 'apt-get', 'systemctl']
const wantedModules = ['iscsi_tcp', 'br_netfilter', 'overlay']

/**
 * Paths of K3s are those of docs.k3s.io/cli/agent and /server; its authority is the same file on
 * every node of one cluster. `@closed` says that something is there which this user may not read.
 */
const lines = [
  `for file in ${Object.keys(nodeFiles).join(' ')}; do`,
  '[ -e "$file" ] || continue',
  'sum=$(sha256sum <"$file") && echo "file $(stat -c "%a %U:%G" "$file") ${sum%% *} $(head -n 1 "$file" | grep -c "^# Kept by Bramble") $file"',
  'done',
  'for file in /boot/firmware/current/cmdline.txt /boot/firmware/cmdline.txt /boot/cmdline.txt; do',
  'if [ -f "$file" ]; then read -r line <"$file"; echo "cmdline $file $line"; break; fi',
  'done',
  'home=/var/lib/rancher/k3s',
  'for file in $home/server/tls/server-ca.crt $home/agent/server-ca.crt; do',
  'if [ -f "$file" ]; then sum=$(sha256sum <"$file"); echo "authority ${sum%% *}"; break; fi',
  'done',
  'sed -n "s/^server: *//p" /etc/rancher/k3s/config.yaml.d/10-bramble-join.yaml 2>/dev/null | { read -r url && echo "joins $url"; }',
  // A token's first part is the hash of the authority that it was made for, and no secret (docs.k3s.io/cli/token).
  'for file in /etc/systemd/system/k3s.service.env /etc/systemd/system/k3s-agent.service.env /etc/rancher/k3s/config.yaml /etc/rancher/k3s/config.yaml.d/*.yaml; do',
  '[ -f "$file" ] && sed -n -e "s/^K3S_TOKEN=.*K10\\([0-9a-f]\\{64\\}\\)::.*/joins-authority \\1/p" -e "s/^token:.*K10\\([0-9a-f]\\{64\\}\\)::.*/joins-authority \\1/p" "$file"',
  'done',
  'sed -n "s/^K10\\([0-9a-f]\\{64\\}\\)::.*/own-authority \\1/p" /var/lib/rancher/k3s/server/token 2>/dev/null',
  '[ -f /usr/local/bin/k3s ] && echo "k3s $(stat -L -c %s /usr/local/bin/k3s)"',
  // Its log may have come and gone; the program itself says what would run.
  'version=$(k3s --version 2>/dev/null | sed -n "s/^k3s version \\([^ ]*\\).*/\\1/p") && [ -n "$version" ] && echo "version $version"',
  'echo "all"',
]

const program = lines.join('\n')

/** All that needs root in one go, because each sudo costs more than all it runs. */
export const preparation: Section = {
  name: 'preparation',
  command: `read -r machine </etc/machine-id && echo "machine $machine"
for program in ${wantedPrograms.join(' ')}; do command -v $program >/dev/null && echo "program $program"; done
for module in ${wantedModules.join(' ')}; do [ -d /sys/module/$module ] && echo "module $module"; done
if [ "$(id -u)" = 0 ]; then echo root; sh -c ${quoteWord(program)}
elif sudo -n true 2>/dev/null; then echo root; sudo -n sh -c ${quoteWord(program)}
else sh -c ${quoteWord(program)}
fi 2>/dev/null
:`,
  seconds: 5,
  maxBytes: 16_000,
  keep: 'head',
  disk: true,
}

export const nodePreparation: FactReader = {
  kind: fact.kind,
  source: 'files that Bramble keeps, cmdline.txt, /var/lib/rancher/k3s',
  section: preparation.name,
  read(answers) {
    const { text } = answerTo(answers, preparation.name)
    if (!/^all$/m.test(text)) return absent('failed', 'the node did not say how it is prepared')
    return [preparationIn(text)]
  },
}

function preparationIn(text: string): object {
  const word = (key: string) => new RegExp(`^${key} (.+)$`, 'm').exec(text)?.[1]
  const all = (key: string) =>
    [...text.matchAll(new RegExp(`^${key} (\\S+)$`, 'gm'))].flatMap(([, name]) => name ?? [])
  const [, path, line] = /^cmdline (\S+) (.*)$/m.exec(text) ?? []
  return known({
    root: /^root$/m.test(text),
    machineId: /^machine ([0-9a-f]{32})$/m.exec(text)?.[1],
    files: filesIn(text),
    cmdline: path !== undefined && line !== undefined ? { path, line } : undefined,
    clusterAuthority: word('authority'),
    tokenFor: all('joins-authority').at(-1),
    ownTokenFor: word('own-authority'),
    joins: word('joins')?.replace(/^"(.*)"$/, '$1'),
    k3sBytes: numberIn(word('k3s')),
    k3sVersion: word('version'),
    programs: all('program'),
    modules: all('module'),
  })
}

function filesIn(text: string): object[] {
  return [...text.matchAll(/^file (\d{3,4}) (\S+:\S+) ([0-9a-f]{64}) ([01]) (\/.*)$/gm)].map(
    ([, mode, owner, sha256, ours, path]) => ({ path, sha256, mode, owner, ours: ours === '1' }),
  )
}
