import { k3sKept as fact } from '#src/model/facts/k3s-kept.ts'
import { quoteWord } from '#src/transport/ssh/quote.ts'
import { answerTo, type Section } from '../program/section.ts'
import { absent, type FactReader, numberIn } from './reader.ts'

/** Snapshots lie in a folder of root's; a copy of SQLite's files is a folder of them. */
const program = `for file in /usr/local/lib/bramble/k3s-v*; do
[ -f "$file" ] && echo "program $(stat -c %s "$file") \${file##*/k3s-}"
done
for file in /var/lib/rancher/k3s/server/db/snapshots/bramble-before-* /var/lib/rancher/k3s/server/db/bramble-before-*/state.db; do
[ -f "$file" ] || continue
name=\${file%/state.db}
echo "snapshot $(stat -c %s "$file") \${name##*/}"
done
echo all`

export const kept: Section = {
  name: 'kept',
  command: `if [ "$(id -u)" = 0 ]; then sh -c ${quoteWord(program)}
else sudo -n sh -c ${quoteWord(program)}
fi 2>/dev/null
:`,
  seconds: 5,
  maxBytes: 20_000,
  keep: 'head',
  disk: true,
}

export const k3sKept: FactReader = {
  kind: fact.kind,
  source: '/usr/local/lib/bramble, /var/lib/rancher/k3s/server/db',
  section: kept.name,
  read(answers) {
    const { text } = answerTo(answers, kept.name)
    if (!/^all$/m.test(text)) return absent('no-permission', 'only root sees what is kept there')
    return [
      {
        programs: filesIn('program', 'version', text),
        snapshots: filesIn('snapshot', 'name', text),
      },
    ]
  },
}

function filesIn(key: string, as: 'version' | 'name', text: string): object[] {
  return [...text.matchAll(new RegExp(`^${key} (\\d+) (\\S+)$`, 'gm'))].map(
    ([, size, name = '']) => ({ [as]: name, sizeBytes: numberIn(size) ?? 0 }),
  )
}
