import { textAt } from '#src/transport/kubernetes/fields.ts'

/** Takes secrets out of a text and says how many. */
export type Redact = (text: string) => { readonly text: string; readonly redacted: number }

const longestText = 2000

/** Free text from the API, cut to a bound and redacted; counts what was replaced. */
export class Words {
  readonly #redact: Redact
  redacted = 0

  constructor(redact: Redact) {
    this.#redact = redact
  }

  at(object: unknown, path: string): string | undefined {
    const text = textAt(object, path)
    return text === undefined ? undefined : this.clean(text)
  }

  clean(text: string): string {
    const { text: clean, redacted } = this.#redact(text)
    this.redacted += redacted
    return clean.length > longestText ? `${clean.slice(0, longestText)}…` : clean
  }

  cleanAll(texts: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, this.clean(text)]))
  }
}
