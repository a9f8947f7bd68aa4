import { expect, test } from 'vitest'
import { askGates, askStrictly, lookAt } from '#src/operations/run/ask-gates.ts'
import { stepOf } from '#src/steps/index.ts'
import { bareBoard, boardObservation, releaseFiles, takenAt } from '#test/support/boards.ts'
import { node as apiNode } from '#test/support/drain-cluster.ts'
import { type Boards, joined, names, planOf, stepsOf } from '#test/support/up-plan.ts'

const storageClass = (name: string, isDefault: boolean, ownerMarks?: Record<string, string>) => ({
  ...{ name, isDefault, provisioner: `${name}.io`, parameters: {} },
  ...(ownerMarks && { ownerMarks }),
})
const k3sMarks = {
  'objectset.rio.cattle.io/owner-gvk': 'k3s.cattle.io/v1, Kind=Addon',
  'objectset.rio.cattle.io/owner-name': 'local-storage',
  'objectset.rio.cattle.io/owner-namespace': 'kube-system',
}
const ours = (boards: Boards) => {
  joined(boards)
  for (const { preparation } of Object.values(boards))
    preparation.files = [
      {
        ...{ path: '/etc/rancher/k3s/config.yaml', sha256: 'b'.repeat(64) },
        ...{ mode: '644', owner: 'root:root', ours: true },
      },
    ]
}
const longhorn = storageClass('longhorn', true)
const plan = (
  classes: ReturnType<typeof storageClass>[],
  { change = ours, wish = {} }: { change?: (boards: Boards) => void; wish?: object } = {},
) =>
  planOf({
    ...{ listed: names, change, api: { classes } },
    wish: { longhorn: { version: '1.12.1', ...wish } },
  })
const unset = (made: ReturnType<typeof plan>) =>
  made.plan.steps.flatMap(({ step, input }) =>
    step === 'unset-default-class' ? [input['name']] : [],
  )

test('of two default classes K3s’s loses its mark', () => {
  expect(unset(plan([longhorn, storageClass('local-path', true, k3sMarks)]))).toEqual([
    'local-path',
  ])
  expect(unset(plan([longhorn, storageClass('mine', true)]))).toEqual(['mine'])
})

test('one default is left alone, and so are two where Longhorn’s is not wished for or not there', () => {
  const localPath = storageClass('local-path', true, k3sMarks)
  expect(unset(plan([localPath]))).toEqual([])
  expect(unset(plan([longhorn, storageClass('local-path', false)]))).toEqual([])
  expect(unset(plan([longhorn, localPath], { wish: { defaultClass: false } }))).toEqual([])
  expect(stepsOf(plan([longhorn, localPath], { change: joined }))).toEqual([])
})

test.each([
  ['Flux', { 'kustomize.toolkit.fluxcd.io/name': 'storage' }, 'flux-kustomization storage'],
  ['Argo CD', { 'argocd.argoproj.io/tracking-id': 'infra:/x:y/z' }, 'argo-application infra'],
  ['Helm', { 'meta.helm.sh/release-name': 'nfs' }, 'helm nfs'],
])('one that %s keeps is left to it, with the lines for its repository', (_, marks, owner) => {
  const made = plan([longhorn, storageClass('nfs', true, marks)])
  expect(unset(made)).toEqual([])
  const left = made.plan.leaves?.find(({ what }) => what === 'StorageClass nfs')
  expect(left).toMatchObject({ kind: 'by-hand' })
  expect(left?.reason).toContain(owner)
  expect(left?.instead.join('\n')).toContain('is-default-class: "false"')
})

test('the step is done only when the mark is gone', () => {
  const step = stepOf('unset-default-class')
  const input = { name: 'local-path' }
  const verdicts = (isDefault: boolean) => {
    const boards = { pi01: bareBoard('pi01') }
    const classes = [longhorn, storageClass('local-path', isDefault)]
    const look = lookAt(boardObservation(boards, releaseFiles(), [apiNode('pi01')], { classes }))
    const now = Date.parse(takenAt)
    expect(askGates(step.gatesOf(input), step.about(input), look, { accepted: [], now })).toEqual(
      [],
    )
    return step
      .checksOf(input, {})
      .flatMap((check) => askStrictly(check, step.about(input), look, now))
      .map(({ verdict }) => verdict)
  }
  expect(verdicts(true)).toEqual(['fail'])
  expect(verdicts(false)).toEqual(['pass'])
})

test('one that a person applied is theirs: their file would bring the mark back', () => {
  const mark = { 'kubectl.kubernetes.io/last-applied-configuration': '' }
  const made = plan([longhorn, storageClass('mine', true, mark)])
  expect(unset(made)).toEqual([])
  const left = made.plan.leaves?.find(({ what }) => what === 'StorageClass mine')
  expect(left?.reason).toContain('somebody with kubectl')
  expect(unset(plan([longhorn, storageClass('mine', true, { ...k3sMarks, ...mark })]))).toEqual([
    'mine',
  ])
})
