import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median, type Row, timed } from './measure.ts'

const nodes = 5000
const pods = 50_000
const rounds = 3
const mostTimes = 1.5
const mostMegabytes = 400
const what = `check, ${nodes} nodes and ${pods} pods, beside kubectl`

/** `check` by the API alone beside `kubectl get nodes,pods -A -o json` on the practice API, in turns. */
export async function benchLarge(root: string): Promise<Row[]> {
  const built = join(root, 'dist/bramble.js')
  const hasKubectl = ['/usr/bin/kubectl', '/usr/local/bin/kubectl'].some((path) => existsSync(path))
  if (!existsSync(built) || !hasKubectl)
    return [{ what, figure: 'skipped: needs kubectl and npm run build', budget: `≤ ${mostTimes}` }]
  const folder = mkdtempSync(join(tmpdir(), 'bramble-bench-'))
  const kubeconfig = join(folder, 'kubeconfig')
  const args = [join(root, 'bench/large-server.ts'), kubeconfig, `${nodes}`, `${pods}`]
  const server = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => server.once('close', resolve))
  try {
    await new Promise((resolve, reject) => {
      server.stdout.once('data', resolve)
      server.once('close', () => reject(new Error('the large cluster did not start')))
    })
    return rowsOf(built, kubeconfig, folder)
  } finally {
    server.stdin.end()
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
}

function rowsOf(built: string, kubeconfig: string, folder: string): Row[] {
  const env = { KUBECONFIG: kubeconfig, XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder }
  const check = () => timed(process.execPath, [built, 'check', '--json', '--timeout', '120s'], env)
  const kubectl = () => timed('kubectl', ['get', 'nodes,pods', '-A', '-o', 'json'], env)
  const turns = Array.from({ length: rounds }, () => ({ ours: check(), theirs: kubectl() }))
  const ours = median(turns.map((turn) => turn.ours.seconds))
  const theirs = median(turns.map((turn) => turn.theirs.seconds))
  const ratio = median(turns.map((turn) => turn.ours.seconds / turn.theirs.seconds))
  const megabytes = Math.max(...turns.map((turn) => turn.ours.peakBytes)) / 1e6
  const sawAll = turns.every((turn) => turn.theirs.status === 0 && turn.ours.status === 0)
  return [
    {
      what,
      figure: `${ours.toFixed(1)} s : ${theirs.toFixed(1)} s = ${ratio.toFixed(2)}${sawAll ? '' : ` (exit codes ${turns.map((turn) => turn.ours.status).join(', ')})`}`,
      budget: `≤ ${mostTimes}`,
      met: ratio <= mostTimes && sawAll,
    },
    {
      what: 'its peak memory',
      figure: `${megabytes.toFixed(0)} MB`,
      budget: `≤ ${mostMegabytes} MB`,
      met: megabytes <= mostMegabytes,
    },
  ]
}
