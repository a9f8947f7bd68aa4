import type { Reason } from '#src/model/verdict.ts'

/** Words of a line, and what helps against it. */
export type AdviceCase = readonly [RegExp, string]

/**
 * What helps in each of many cases: `all` is for the page, `against` for one finding.
 *
 * @param always what helps in every case; without it a finding that fits none is told all of them
 * @param afterwards what is left to do once that helped
 */
export function adviceFrom(cases: readonly AdviceCase[], always?: string, afterwards?: string) {
  const joined = (some: readonly AdviceCase[]) =>
    [always, ...some.map(([, advice]) => advice), afterwards]
      .filter((advice) => advice !== undefined)
      .join(' ')
  const all = joined(cases)
  return {
    all,
    against: (reasons: readonly Reason[]): string => {
      const fitting = cases.filter(([said]) => reasons.some(({ text }) => said.test(text)))
      return fitting.length === 0 && always === undefined ? all : joined(fitting)
    },
  }
}
