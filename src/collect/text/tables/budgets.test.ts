import { describe, expect, test } from 'vitest'
import { recogniseTables } from './recognise.ts'

function budgets(text: string): object[] {
  return recogniseTables(text).flatMap(({ kind, record }) =>
    kind === 'disruption-budgets' ? [record] : [],
  )
}

describe('kubectl get pdb', () => {
  test('gives what a budget asks for and how many pods may go', () => {
    const table = `NAMESPACE   NAME      MIN AVAILABLE   MAX UNAVAILABLE   ALLOWED DISRUPTIONS   AGE
shop        cart      1               N/A               0                     9d
shop        search    N/A             50%               2                     4d3h
`
    expect(budgets(table)).toEqual([
      { namespace: 'shop', name: 'cart', disruptionsAllowed: 0, minAvailable: '1' },
      { namespace: 'shop', name: 'search', disruptionsAllowed: 2, maxUnavailable: '50%' },
    ])
  })

  test('takes the namespace that was asked for', () => {
    const table = `$ kubectl -n shop get pdb
NAME   MIN AVAILABLE   MAX UNAVAILABLE   ALLOWED DISRUPTIONS   AGE
cart   N/A             0                 0                     6s
`
    expect(budgets(table)).toEqual([
      { namespace: 'shop', name: 'cart', disruptionsAllowed: 0, maxUnavailable: '0' },
    ])
  })

  test('is no row of numbers', () => {
    expect(budgets('cart   3   4   0   9d\nweb-0   1/1   Running   0   9d')).toEqual([])
  })
})
