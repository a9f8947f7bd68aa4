import type * as z from 'zod'
import type { longhornSettings } from '#src/model/facts/longhorn.ts'

type Settings = readonly z.infer<typeof longhornSettings.schema>[]

/** A setting's value for the v1 data engine; undefined where there is no such setting. */
export function settingOf(settings: Settings, name: string): string | undefined {
  const value = settings.find((setting) => setting.name === name)?.value
  return value === undefined ? undefined : (enginesOf(value)?.['v1'] ?? value)
}

/**
 * Since 1.10 Longhorn keeps settings that differ by data engine as JSON, `{"v1":"3","v2":"3"}`;
 * undefined for any other form.
 */
function enginesOf(value: string): Readonly<Record<string, string>> | undefined {
  try {
    const parsed: unknown = JSON.parse(value)
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined
    return Object.fromEntries(Object.entries(parsed).map(([engine, of]) => [engine, String(of)]))
  } catch {
    return undefined
  }
}

/** The same form with another number: every engine's where it has engines, whole JSON always. */
export function withCount(value: string, count: number): string {
  const engines = enginesOf(value)
  if (!engines) return String(count)
  return JSON.stringify(
    Object.fromEntries(Object.keys(engines).map((name) => [name, String(count)])),
  )
}

/** True where every engine asks for this number already. */
export function asksFor(value: string, count: number): boolean {
  return Object.values(enginesOf(value) ?? { v1: value }).every((each) => Number(each) === count)
}
