import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onBoard, runningBoard } from './board.ts'

/**
 * The shell of a board against the one of this machine: the same words over the same files say the
 * same. Only what both have is asked; GNU's programs are needed, as Debian has them.
 */
const isGnu = spawnSync('grep', ['--version'], { encoding: 'utf8' }).stdout?.includes('GNU')
const shell = ['/bin/dash', '/usr/bin/dash'].find((path) => existsSync(path))

const texts = {
  'plain.txt': 'one\ntwo words\n  three  \nfour.five\n#comment\n\none\n',
  'table.txt': 'a 1 ext4 rw\nb 22 vfat ro\nc 333 tmpfs rw\n',
  'conf/k3s.yaml': 'data-dir: "/mnt/k3s"\nserver: https://x:6443\n',
  'bytes.bin': '\u0001\u0002Aaa\n',
}

const scripts = [
  'grep one plain.txt; echo $?',
  'grep -n "o[nu]" plain.txt',
  'grep -c . plain.txt; grep -vc "^#" plain.txt',
  'grep -asHv -m 2 -e "^#" -e "^$" plain.txt nope.txt table.txt; echo $?',
  'grep -hsE "^(a|c) |words" plain.txt table.txt nope.txt',
  'grep -E "[[:digit:]]{2,}" table.txt; grep "[[:digit:]]\\{3\\}" table.txt',
  'grep -F . plain.txt; grep -x one plain.txt; grep -w two plain.txt; grep -i ONE plain.txt',
  'grep -l one *.txt; grep -q nothing plain.txt; echo $?; grep -o "o." plain.txt',
  'grep -aiE -e "FOUR|x" plain.txt | tail -n 1',
  'grep "(" plain.txt; echo $?; grep -E "(" plain.txt 2>/dev/null; echo $?',
  'awk \'$4 == "rw" { print $1, $2 * 2 }\' table.txt',
  "awk -v keep=2 '{ ring[NR % keep] = $0 } END { for (i = NR - 1; i <= NR; i++) print ring[i % keep]; exit 10 }' table.txt; echo $?",
  'awk "FNR == 1 { print FILENAME } { count++ } END { print count, mark }" mark=7 plain.txt ./table.txt',
  'od -An -tu1 bytes.bin; head -c 3 bytes.bin | od -An -tu1',
  'stat -c "%s %F %n" plain.txt conf; stat -c %Y nope 2>/dev/null; echo $?',
  'tail -c 9 plain.txt; tail -n 2 table.txt; head -n 1 table.txt; wc -l <plain.txt | tr -d " "',
  'sed -n 2p table.txt; sed -e "s/o/0/g" plain.txt | sort | uniq -c | sort -rn | head -n 1 | tr -s " "',
  'while read -r key value; do case $key in data-dir:) value=${value#[\\"\\\']}; home=${value%[\\"\\\']};; esac; done <conf/k3s.yaml; echo "$home"',
  'set -- a K=1 --x; for key; do case $key in b:|K=?*|*--x*) echo "hit $key";; *) echo "no $key";; esac; done',
  'set -f; IFS="\n"; set -- $(cat table.txt); unset IFS; echo $# "$2"; shift 2; echo "$@"',
  'f() { return 41; }; answer=$(f; exit 3); echo $?; f || echo $?; x=a.b.c; echo ${x%%.*} ${x##*.} ${x%.*} ${y:-z}',
  'printf "a\\000b" | tr "\\0" .; printf "x1" | tr -d "\\061"; printf "%s-%.3s|%5d|\\n" a abcdef 42; printf "\\n%s %s\\n" b "c d"; printf "%b" "x\\ty\\n"',
  'cd conf && pwd | sed "s:.*/::"; cd ..; [ -d conf ] && [ ! -e nope ] && [ -s plain.txt ] && echo files',
  'echo $((7 / 2)) $((7 % 4)) $(( (1 + 2) * 3 )); [ 3 -lt 20 ] && echo less; [ a = a ] || echo no',
  'echo one >out.txt; echo two >>out.txt; cat out.txt; rm out.txt; cat out.txt 2>/dev/null; echo $?',
  '{ echo a; exit 5; } | cat; echo $?; (exit 6); echo $?; false; echo $?; ! true; echo $?',
  'read -r first rest <table.txt; echo "$first:$rest"; cat <<END\n$first\nEND',
  'echo "x y" | { read -r a b; echo "$b$a"; }; echo "a:b" | cut -d: -f2; echo abc | tr a-c A-C',
  'dd if=plain.txt bs=4 skip=1 count=2 2>/dev/null; echo; dd if=nope 2>/dev/null; echo $?; dd if=/dev/zero bs=3 count=2 2>/dev/null | od -An -tu1',
  'printf 12345678 | dd of=out.txt bs=4 2>/dev/null; printf XX | dd of=out.txt bs=1 seek=2 conv=notrunc 2>/dev/null; cat out.txt; printf Y | dd of=out.txt bs=1 seek=3 2>/dev/null; cat out.txt; rm out.txt',
  'dd if=plain.txt of=/dev/null bs=16 2>&1 | head -n 2',
  'file=$(mktemp ./new-XXXXXXXX); [ -f "$file" ] && echo ${#file}; rm "$file"',
  'sha256sum plain.txt table.txt >sums; sha256sum -c --quiet sums; echo $?; sha256sum -c sums; echo b >>sums; sed -i "1s/^./x/" sums; sha256sum -c --quiet sums 2>/dev/null; echo $?; rm sums',
  'sh -c \'x=1; trap "echo end $x $1" EXIT; x=2; echo on\' sh a; sh -c "trap \'echo a\' EXIT; trap - EXIT; echo b"; sh -c "trap \'echo c\' EXIT; exit 3"; echo $?',
  'env A=b sh -c \'echo "[$A]"\'; C=d env sh -c \'echo "[$C]"\'; env A="x y" B= sh -c \'echo "$A-$B-"\'',
  'set -e; place=conf/a/b; until [ -d "$place" ]; do place=${place%/*}; done; echo $place',
  'date -u -d @86400 +%Y-%m-%dT%H:%M:%S; basename /a/b.txt .txt; dirname /a/b.txt; seq 2 4 | tr "\\n" ,',
]

describe.skipIf(!isGnu || !shell)('says what dash and GNU say', () => {
  let folder: string
  const { board } = runningBoard()

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'board-oracle-'))
    mkdirSync(join(folder, 'conf'))
    for (const [name, text] of Object.entries(texts)) {
      writeFileSync(join(folder, name), text)
      await onBoard(board, `mkdir -p $(dirname ${name}); cat >${name}`, text)
    }
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(scripts)('%s', async (script) => {
    const env = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' }
    const real = spawnSync(shell ?? 'sh', ['-c', script], { cwd: folder, env, encoding: 'utf8' })
    const { out, code } = await onBoard(board, script)
    expect({ out, code }).toEqual({ out: real.stdout, code: real.status })
  })
})
