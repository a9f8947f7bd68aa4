import { unwantedKernelWords, wantedKernelWords } from '#src/model/kernel-command-line.ts'

/** Whoever started the first boot looks for this file to know that another boot is wanted. */
export const rebootMark = '/run/bramble-reboot'

/**
 * Adds the kernel words on the board itself. Ubuntu 25.10 keeps its line under current/. The boot
 * partition is FAT: a copy is kept, and the new file is synced before it takes the old one's name.
 */
export const kernelWordsProgram = `set -euf
for file in /boot/firmware/current/cmdline.txt /boot/firmware/cmdline.txt /boot/cmdline.txt; do
  [ -f "$file" ] && break
done
[ -f "$file" ] || exit 0
line=
for word in $(head -n 1 "$file"); do
  case $word in ${unwantedKernelWords.join(' | ')}) ;; *) line="$line $word" ;; esac
done
for word in ${wantedKernelWords.join(' ')}; do
  case "$line " in *" $word "*) ;; *) line="$line $word" ;; esac
done
line=\${line# }
[ "$line" = "$(head -n 1 "$file")" ] && exit 0
cp "$file" "$file.before-bramble"
printf '%s\\n' "$line" > "$file.new"
sync
mv "$file.new" "$file"
sync
touch ${rebootMark}
`
