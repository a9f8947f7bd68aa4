import type { Reason } from '#src/model/verdict.ts'

/** Words of a line, and what helps against it. */
export type AdviceCase = readonly [RegExp, string]

/** What helps in each of many cases: `all` is for the page, `against` for one finding. */
export function adviceFrom(always: string, cases: readonly AdviceCase[]) {
  const joined = (some: readonly AdviceCase[]) =>
    [always, ...some.map(([, advice]) => advice)].join(' ')
  return {
    all: joined(cases),
    against: (reasons: readonly Reason[]) =>
      joined(cases.filter(([said]) => reasons.some(({ text }) => said.test(text)))),
  }
}
