import { expect, onTestFinished, test } from 'vitest'
import { renderAutopsy } from '#src/faces/cli/render/autopsy.ts'
import { renderCan } from '#src/faces/cli/render/can.ts'
import { renderCertificates } from '#src/faces/cli/render/certificates.ts'
import { renderCheck } from '#src/faces/cli/render/check.ts'
import { renderEntries } from '#src/faces/cli/render/entries.ts'
import { renderRefusalNext, renderRefusals } from '#src/faces/cli/render/refusals.ts'
import { renderNotices, renderPlan } from '#src/faces/cli/render/run.ts'
import { renderNodes, renderStatus, renderVolumes } from '#src/faces/cli/render/status.ts'
import { renderTrends } from '#src/faces/cli/render/trends.ts'
import { renderVersions } from '#src/faces/cli/render/versions.ts'
import type { View } from '#src/faces/cli/render/view.ts'
import { startPracticeCluster } from '#src/practice/cluster.ts'
import { writePracticeHome } from '#src/practice/home.ts'
import { scenarios } from '#src/practice/scenarios/index.ts'
import type { Scenario } from '#src/practice/scenarios/scenario.ts'
import { runInProcess } from '#test/support/in-process.ts'
import { expectToFit } from '#test/support/screens.ts'

/** The screens of all commands but `diagnose`, whose are asked of every scenario beside its truth. */

// The commands' JSON is what their renderers get.
// oxlint-disable-next-line typescript/no-explicit-any
type Render = (answer: any, view: View) => string

const planned: Render = ({ plan, digest, gates, refusals }, view) =>
  [
    renderPlan(plan, digest, view),
    renderNotices(gates, view),
    ...(refusals.length > 0 ? refused({ gates, refusals, goal: 'drain pi03' }, view) : []),
  ].join('')

const refused = (parts: Parameters<typeof renderRefusals>[0], view: View) => [
  renderRefusals(parts, view),
  renderRefusalNext(parts),
]

const readers: readonly (readonly [argv: readonly string[], ...renders: Render[]])[] = [
  [['status'], renderStatus, renderNodes, renderVolumes],
  [['check'], renderCheck],
  [['autopsy', 'pi03'], renderAutopsy],
  [['can', 'reboot', 'pi03'], renderCan],
  [['certificates'], renderCertificates],
  [['versions'], renderVersions],
  [['trends'], renderTrends],
  [['drain', 'pi03', '--dry-run'], planned],
  [['update', 'k3s', '--dry-run'], planned],
  [['history'], ({ entries }, view) => renderEntries(entries, view)],
]

const chosen = ['last-replica-on-the-node', 'one-of-three-servers', 'api-down']

for (const scenario of scenarios.filter(({ id }) => chosen.includes(id)))
  test(`${scenario.id}: every screen fits 60 to 160 columns, word for word`, async () => {
    for (const { answer, render } of await screensOf(scenario)) expectToFit(answer, render)
  }, 180_000)

async function screensOf(scenario: Scenario) {
  const cluster = await startPracticeCluster(scenario)
  onTestFinished(() => cluster.close())
  const home = await writePracticeHome(cluster)
  onTestFinished(() => home.remove())
  const global = ['--config', home.configuration, '--timeout', '60s', '--json']
  const screens: { answer: unknown; render: Render }[] = []
  for (const [argv, ...renders] of readers) {
    const { out } = await runInProcess([...argv, ...global], home.folder)
    // What cannot be asked there (a plan without an API) is an error on stderr, and no screen.
    if (out === '') continue
    const answer = JSON.parse(out) as unknown
    for (const render of renders) screens.push({ answer, render })
  }
  expect(screens.length).toBeGreaterThanOrEqual(readers.length)
  return screens
}
