import type * as z from 'zod'
import type { Written } from './pages.ts'

const folder = 'schemas'

/** The documented objects of `--json`, as JSON Schema. */
export async function schemas(): Promise<Written> {
  const { toJSONSchema } = await import('zod')
  const { Can } = await import('#src/model/can.ts')
  const { Autopsy } = await import('#src/model/autopsy.ts')
  const { CheckReport, Diagnosis } = await import('#src/model/diagnosis.ts')
  const { NotSeen, Runbook } = await import('#src/model/fix.ts')
  const { FirstBoot } = await import('#src/model/first-boot.ts')
  const { Init } = await import('#src/model/init.ts')
  const { Observation } = await import('#src/model/evidence.ts')
  const { BackupCheck, Backups } = await import('#src/model/backups.ts')
  const { Certificates } = await import('#src/model/certificates.ts')
  const { Service } = await import('#src/model/service.ts')
  const { Status } = await import('#src/model/status.ts')
  const { Plan } = await import('#src/model/plan.ts')
  const { Trends } = await import('#src/model/series.ts')
  const { Versions } = await import('#src/model/versions.ts')
  const { configurationJsonSchema } = await import('#src/model/config.ts')
  const contracts: Record<string, z.ZodType> = {
    'can.schema.json': Can,
    'autopsy.schema.json': Autopsy,
    'backup-check.schema.json': BackupCheck,
    'backups.schema.json': Backups,
    'certificates.schema.json': Certificates,
    'check.schema.json': CheckReport,
    'diagnosis.schema.json': Diagnosis,
    'first-boot.schema.json': FirstBoot,
    'init.schema.json': Init,
    'not-seen.schema.json': NotSeen,
    'observation.schema.json': Observation,
    'plan.schema.json': Plan,
    'runbook.schema.json': Runbook,
    'service.schema.json': Service,
    'status.schema.json': Status,
    'trends.schema.json': Trends,
    'versions.schema.json': Versions,
  }
  const files = new Map<string, string>()
  for (const [name, schema] of Object.entries(contracts))
    files.set(`${folder}/${name}`, `${JSON.stringify(toJSONSchema(schema), null, 2)}\n`)
  files.set(
    `${folder}/bramble.yaml.schema.json`,
    `${JSON.stringify(configurationJsonSchema(), null, 2)}\n`,
  )
  return { folder, files }
}
