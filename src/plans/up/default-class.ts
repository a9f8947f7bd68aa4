import { factsOf } from '#src/model/evidence-index.ts'
import { helmCharts, storageClasses } from '#src/model/facts/kubernetes.ts'
import type { Left } from '#src/model/plan.ts'
import { keeperOf, type Owner, ownerOf } from '#src/rules/owner.ts'
import { unsetDefaultClass } from '#src/steps/up/unset-default-class.ts'
import type { Draft } from '../draft.ts'
import { isAsked, type Site } from './site.ts'

interface DefaultDraft {
  readonly steps: Draft['steps']
  readonly leaves: readonly Left[]
}

/**
 * One default class: Longhorn's, where bramble.yaml wants that and the class is there by now. Those
 * of other owners are theirs to change.
 */
export function defaultClassDraft({ index, ...site }: Site): DefaultDraft {
  const { version, defaultClass } = site.configuration.longhorn
  const server = site.boards.find(({ wish }) => wish.role === 'server')
  const nothing = { steps: [], leaves: [] }
  if (version === undefined || !defaultClass || !server) return nothing
  const defaults = factsOf(index, storageClasses).filter(({ isDefault }) => isDefault)
  if (!defaults.some(({ name }) => name === 'longhorn')) return nothing
  if (!isAsked('longhorn', server, { index, ...site })) return nothing
  const charts = factsOf(index, helmCharts)
  const others = defaults
    .filter(({ name }) => name !== 'longhorn')
    .map(({ name, ownerMarks }) => ({
      name,
      owner: ownerOf(ownerMarks, charts),
      keeper: keeperOf(ownerMarks, charts),
    }))
  return {
    steps: others
      .filter(({ owner, keeper }) => (owner ? isOurs(owner) : keeper === undefined))
      .map(({ name }) => ({
        step: unsetDefaultClass,
        input: { name },
        reason: 'of two defaults the newer one counts, whichever that is',
      })),
    leaves: others.flatMap(({ name, owner, keeper }) => {
      if (owner) return isOurs(owner) ? [] : [leftTo(owner, name)]
      return keeper === undefined ? [] : [leftToPerson(keeper, name)]
    }),
  }
}

/** K3s applies its own class again only when a new release brings another one. */
function isOurs({ kind, name }: Owner): boolean {
  return kind === 'k3s-manifest' && name === 'local-storage'
}

function leftToPerson(keeper: string, className: string): Left {
  return {
    kind: 'by-hand',
    what: `StorageClass ${className}`,
    reason: `${keeper} made it, and would bring the mark back with the same file`,
    instead: [
      'in that file, and applied again:',
      'metadata:',
      '  annotations:',
      '    storageclass.kubernetes.io/is-default-class: "false"',
    ],
  }
}

function leftTo({ kind, name }: Owner, className: string): Left {
  return {
    kind: 'by-hand',
    what: `StorageClass ${className}`,
    reason: `it is a second default, and ${kind} ${name} keeps it: a change made here is undone`,
    instead: [
      `in the manifest of StorageClass ${className} that ${name} applies:`,
      'metadata:',
      '  annotations:',
      '    storageclass.kubernetes.io/is-default-class: "false"',
    ],
  }
}
