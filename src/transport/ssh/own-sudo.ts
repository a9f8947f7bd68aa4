/**
 * The prompt that Bramble's own programs give sudo, those of a look and those of a step. With -n it
 * is never shown, and no rule of sudoers looks at it; but journald keeps the command line of whoever
 * writes a line (_CMDLINE, systemd.journal-fields(7)), and so a journal shows which sessions were
 * Bramble's own.
 */
export const sudoMark = 'bramble-own'

/** The line of a program that marks its sudo; a node without sudo stays one without. */
export const markSudo = `command -v sudo >/dev/null && sudo() { command sudo -p ${sudoMark} "$@"; }`
