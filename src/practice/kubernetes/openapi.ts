import { apiVersionOf, type Kind, kinds } from './kinds.ts'

/**
 * All that kubectl wants to know before it creates something: whether the server checks fields by
 * itself (`fieldValidation`), so that it need not. There are no schemas here.
 */
export function openApi(path: string): object | undefined {
  if (path === '/openapi/v3') return { paths: Object.fromEntries(groups().map(pathOfGroup)) }
  const group = groups().find((one) => `/openapi/v3/${one}` === path)
  if (group === undefined) return undefined
  return {
    openapi: '3.0.0',
    info: { title: 'practice', version: '1' },
    paths: Object.fromEntries(
      kinds
        .filter((kind) => rootOf(kind) === group)
        .map((kind) => [pathOf(kind), operations(kind)]),
    ),
  }
}

function rootOf(kind: Kind): string {
  return `${kind.group === '' ? 'api' : 'apis'}/${apiVersionOf(kind)}`
}

function groups(): string[] {
  return [...new Set(kinds.map(rootOf))]
}

function pathOfGroup(group: string) {
  return [group, { serverRelativeURL: `/openapi/v3/${group}` }] as const
}

function pathOf(kind: Kind): string {
  const within = kind.namespaced ? '/namespaces/{namespace}' : ''
  return `/${rootOf(kind)}${within}/${kind.plural}/{name}`
}

function operations({ group, version, kind }: Kind): object {
  const parameter = { name: 'fieldValidation', in: 'query', schema: { type: 'string' } }
  const operation = {
    parameters: [parameter],
    responses: {},
    'x-kubernetes-group-version-kind': { group, version, kind },
  }
  return { patch: operation, put: operation }
}
