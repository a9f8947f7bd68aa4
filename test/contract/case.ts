/** What the practice API and a real one have to answer alike. */
export interface Case {
  /** The line of src/practice/SURFACE.md that this is true of. */
  readonly line: string
  readonly title: string
  readonly exchanges: readonly Exchange[]
}

export interface Exchange {
  /** `GET /api/v1/nodes/{node}`: what stands in braces is filled in where it is sent. */
  readonly ask: string
  /** Content type, or the short name of a patch's. */
  readonly type?: keyof typeof patchTypes
  readonly accept?: string
  readonly by?: Asker
  /** An object, or the text itself; braces are filled in as well. */
  readonly body?: object | string
  /** Status and, of a refusal, its reason: `409 Conflict`. */
  readonly answers: string
  /** Values of the answer that later exchanges name in braces. */
  readonly keep?: Readonly<Record<string, string>>
  /** Asked again until this field has this value: a cluster takes its time. */
  readonly until?: readonly [path: string, value: string]
  /** What has to stand in it by then as well; alone, it is what is asked for again and again. */
  readonly holds?: string
  /** All fields of the answer are compared, not only those that Bramble reads. */
  readonly whole?: true
}

/** Nobody shows no proof; a stranger shows a token that nobody gave out; alice may do nothing. */
export type Asker = 'nobody' | 'a stranger' | 'alice'

export const patchTypes = {
  json: 'application/json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  'json patch': 'application/json-patch+json',
  text: 'text/plain',
} as const

/** The name under which the cases find and leave their own objects. */
export const namespace = 'bramble-contract'
