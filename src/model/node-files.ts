/** How the first line of every file says that Bramble keeps it. */
export const keptByBramble = '# Kept by Bramble. What is changed here by hand is changed back.\n'

/** /etc/systemd/journald.conf.d/90-persistent.conf: Raspberry Pi OS keeps its journal in memory. */
export const persistentJournal = `${keptByBramble}[Journal]
Storage=persistent
SystemMaxUse=200M
`
