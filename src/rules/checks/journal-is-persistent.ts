import { journalStorage } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const journalIsPersistent = defineCheck({
  id: 'journal-is-persistent',
  title: 'journal to survive a reboot',
  scope: 'node',
  severity: 'info',
  reads: { journalStorage },
  staleAfterSeconds: 3600,
  docs: {
    heading: 'The systemd journal survives a reboot',
    meaning:
      'Raspberry Pi OS keeps the journal in memory since May 2025. After a crash nothing tells what happened: `journalctl -b -1` is empty.',
    next: 'Write `[Journal]`, `Storage=persistent` and `SystemMaxUse=200M` into /etc/systemd/journald.conf.d/90-persistent.conf, then `systemctl restart systemd-journald`.',
    references: [
      'https://github.com/RPi-Distro/raspberrypi-sys-mods/pull/110',
      'https://www.freedesktop.org/software/systemd/man/latest/journald.conf.html',
    ],
  },

  ask({ journalStorage: [storage] }) {
    if (storage === undefined) return unknown('the node says nothing of its journal')
    if (storage.persistent) return pass()
    const reason = 'the journal is kept in memory: after a crash nothing tells what happened'
    return fail(reason, { evidence: [because(storage, reason)] })
  },
})
