import { expect, test } from 'vitest'
import type { Service } from '#src/model/service.ts'
import { makePaint } from './paint.ts'
import { renderService } from './service.ts'

const view = { columns: 80, paint: makePaint(false), all: false, timeZone: 'Europe/Zurich' }

test('since when K3s is stopped is told by the clock of the reader, as everywhere', () => {
  const service = {
    node: 'pi01',
    unit: 'k3s.service',
    activeState: 'inactive',
    inactiveSince: '2026-02-17T07:10:12.000Z',
  } as Service
  const text = renderService(service, view)
  expect(text).toContain('08:10:12')
  expect(text).not.toContain('Z')
})
