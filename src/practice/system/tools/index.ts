import type { Board } from '../../world/board.ts'
import type { Tool } from '../tool.ts'
import {
  free,
  getconf,
  hostname,
  id,
  last,
  timedatectl,
  uname,
  uptime,
  vcgencmd,
  whoami,
} from './board-tools.ts'
import { awk, chown, date, df, du, mktemp, od, sha256sum, stat, tr } from './coreutils.ts'
import { dd } from './dd.ts'
import { findmnt, lsblk } from './disk-tools.ts'
import { dmesg } from './dmesg.ts'
import { grep } from './grep.ts'
import { journalctl } from './journalctl.ts'
import { k3s } from './k3s.ts'
import { k3sAgentUninstall, k3sKillall, k3sUninstall } from './k3s-scripts.ts'
import { ip, ping } from './network.ts'
import { aptGet, aptMark, dpkg, dpkgQuery, rpiEepromUpdate } from './packages.ts'
import { visudo } from './sudo.ts'
import { poweroff, reboot, shutdown, systemctl } from './systemctl.ts'

/** What a board has beside the interpreter's own programs. */
const tools: readonly Tool[] = [
  aptGet,
  aptMark,
  awk,
  chown,
  date,
  dd,
  df,
  dmesg,
  dpkg,
  dpkgQuery,
  du,
  findmnt,
  free,
  getconf,
  grep,
  hostname,
  id,
  ip,
  journalctl,
  k3s,
  k3sAgentUninstall,
  k3sKillall,
  k3sUninstall,
  last,
  lsblk,
  mktemp,
  od,
  ping,
  poweroff,
  reboot,
  rpiEepromUpdate,
  sha256sum,
  shutdown,
  stat,
  systemctl,
  timedatectl,
  tr,
  uname,
  uptime,
  vcgencmd,
  visudo,
  whoami,
]

/** What a board of this kind has: K3s leaves the scripts of its own role, until they ran. */
export function toolsOn(board: Board): readonly Tool[] {
  const missing = board.hasK3s
    ? [board.k3sUnit === 'k3s' ? k3sAgentUninstall : k3sUninstall]
    : [k3sAgentUninstall, k3sKillall, k3sUninstall]
  return tools.filter((tool) => !missing.includes(tool))
}
