import * as z from 'zod'

/** How a plan is approved, from free to strict. */
export const approvalLevels = ['none', 'ask', 'ask-twice', 'code'] as const
export type ApprovalLevel = (typeof approvalLevels)[number]

const goalNames = [
  'up',
  'drain',
  'uncordon',
  'reboot',
  'remove',
  'replace',
  'rejoin',
  'isolate',
  'service',
  'storage on',
  'storage off',
  'replicas',
  'update os',
  'update k3s',
  'update longhorn',
  'certificates',
  'power-cycle',
  'power-off',
  'power-on',
  'backup',
  'fetch',
  'restore',
  'stop',
  'start',
  'fix',
] as const

const level = z
  .enum(approvalLevels)
  .meta({ description: 'none, ask, ask-twice or code', examples: ['ask'] })

const days = 'Mon|Tue|Wed|Thu|Fri|Sat|Sun'
const time = '(?:[01]\\d|2[0-3]):[0-5]\\d'

const GoalApproval = z
  .strictObject({
    /** Never less strict than the goal's risk asks for. */
    approval: level.optional(),
    window: z
      .string()
      .regex(new RegExp(`^(?:(?:${days})(?:-(?:${days}))? )?${time}-${time}$`))
      .optional()
      .meta({
        description: 'days and times, local to where Bramble runs',
        examples: ['Sun 02:00-05:00'],
      }),
    /** What holds within the window, where it may be freer. */
    inWindow: level.optional(),
  })
  .refine((goal) => (goal.window === undefined) === (goal.inWindow === undefined), {
    params: { expected: 'window and inWindow together' },
  })
  .meta({
    description: 'approval of one goal',
    examples: [{ window: 'Sun 02:00-05:00', inWindow: 'none' }],
  })

/** Who has to say yes before something is changed. */
export const Approvals = z
  .strictObject({
    risk: z
      .strictObject({
        safe: level.default('none'),
        disruptive: level.default('ask'),
        destructive: level.default('ask-twice'),
      })
      .prefault({})
      .meta({ description: 'an approval for each risk', examples: [{ disruptive: 'ask' }] }),
    goals: z
      .partialRecord(z.enum(goalNames), GoalApproval)
      .default({})
      .meta({
        description: 'goals that are approved in another way',
        examples: [{ reboot: { approval: 'ask-twice' } }],
      }),
  })
  .meta({
    description: 'how plans are approved',
    examples: [{ risk: { disruptive: 'ask' } }],
  })
export type Approvals = Readonly<z.output<typeof Approvals>>
