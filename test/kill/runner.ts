import * as z from 'zod'
import { verbs } from '#src/operations/run/order.ts'
import { carryOutOrder } from '#src/operations/run/runner.ts'
import { openSite } from '#test/support/run-site.ts'

/**
 * The runner's own operation over the real doors, with shorter waits than `bramble run-plan` has,
 * so that a test may run it often. It is started as that one is.
 */
const [kubeconfig = '', folder = '', , , verb, id] = process.argv.slice(2)
const site = await openSite({ kubeconfig, folder, longestSleepMilliseconds: 60 })
const order = z.object({ verb: z.enum(verbs), id: z.coerce.number().int() }).parse({ verb, id })
await carryOutOrder(order, site, { answers: true })
await site.close()
