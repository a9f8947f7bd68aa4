import { type ApprovalLevel, Approvals, approvalLevels } from '#src/model/config/approvals.ts'
import type { Plan } from '#src/model/plan.ts'
import type { Risk } from '#src/model/plan-reading.ts'

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/**
 * How a plan has to be approved: what its risk asks for, or what its goal asks for if that is
 * stricter; within the goal's window what holds there, which may be freer.
 *
 * @param approvals of bramble.yaml; the defaults hold where there is none
 * @param now by the clock of the machine that Bramble runs on, as windows are
 */
export function approvalLevel(
  approvals: Approvals | undefined,
  plan: Pick<Plan, 'goal'>,
  risk: Risk,
  now: Date,
): ApprovalLevel {
  const { goals, risk: byRisk } = approvals ?? Approvals.parse({})
  const [family] = plan.goal.name.split(' ')
  // `service stop` is one of `service`, which bramble.yaml names as a whole.
  const goal = goals[plan.goal.name as keyof typeof goals] ?? goals[family as keyof typeof goals]
  const own = levelOf(goal, byRisk[risk], now)
  // What a finding started is asked for as strictly as `fix` is, too.
  return plan.goal.cures && goals.fix ? strictest(own, levelOf(goals.fix, byRisk[risk], now)) : own
}

function levelOf(
  goal: Approvals['goals'][keyof Approvals['goals']],
  byRisk: ApprovalLevel,
  now: Date,
): ApprovalLevel {
  const { inWindow, window, approval = 'none' } = goal ?? {}
  if (inWindow !== undefined && window !== undefined && isWithin(window, now)) return inWindow
  return strictest(byRisk, approval)
}

function strictest(one: ApprovalLevel, other: ApprovalLevel): ApprovalLevel {
  return approvalLevels.indexOf(one) >= approvalLevels.indexOf(other) ? one : other
}

/** `Sun 02:00-05:00`, `Mon-Fri 22:00-04:00` (ends the next day), `02:00-05:00` (every day). */
export function isWithin(window: string, now: Date): boolean {
  const found = /^(?:(\w{3})(?:-(\w{3}))? )?(\d\d:\d\d)-(\d\d:\d\d)$/.exec(window)
  if (!found) return false
  const [, first, last = first, from = '', to = ''] = found
  const [start, end] = [minutesOf(from), minutesOf(to)]
  const minute = now.getHours() * 60 + now.getMinutes()
  if (end > start) return minute >= start && minute < end && isOnDay(now.getDay(), first, last)
  // After midnight a window that began the evening before still belongs to that day.
  if (minute < end) return isOnDay((now.getDay() + 6) % 7, first, last)
  return minute >= start && isOnDay(now.getDay(), first, last)
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

function isOnDay(day: number, first: string | undefined, last: string | undefined): boolean {
  if (first === undefined || last === undefined) return true
  const [start, end] = [days.indexOf(first), days.indexOf(last)]
  return start <= end ? day >= start && day <= end : day >= start || day <= end
}
