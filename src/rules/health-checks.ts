import { checks } from './checks/index.ts'

/** Checks that a healthy cluster passes. Those that only steps ask would fail on it: it is not cordoned. */
export const healthChecks = checks.filter(({ askedBy }) => askedBy !== 'steps')
