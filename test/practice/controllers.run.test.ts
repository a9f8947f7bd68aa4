import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { doorNames, newWorld, settle, startPracticeCluster } from '#src/practice/cluster.ts'
import { controlPlaneNames } from '#src/practice/controllers/control-plane.ts'
import { podsOf, removeSame } from '#src/practice/kubernetes/shapes.ts'
import { longhornNames } from '#src/practice/longhorn/machine.ts'
import healthy from '#src/practice/scenarios/healthy.ts'
import { fillDisk } from '#src/practice/world/trouble.ts'
import { boardNamed, type World } from '#src/practice/world/world.ts'
import { kubernetesProofs } from './proofs/kubernetes.ts'
import { longhornProofs } from './proofs/longhorn.ts'
import { changeNode, type Proofs } from './proofs/proof.ts'

/**
 * Delete a controller of the practice cluster, and something here fails: for each of them there is
 * a proof that holds while it is there, and that an assertion refuses once it alone is left out.
 */
const names = [...controlPlaneNames, ...longhornNames]
const proofs: Proofs = { ...kubernetesProofs, ...longhornProofs }

/** A world that has lived for half an hour, as tests and scenarios find it. */
function lived(leftOut: ReadonlySet<string> = new Set(), servers: 1 | 3 = 1): World {
  const world = newWorld(Date.parse('2026-11-01T00:00:00Z'), { servers })
  settle(world, leftOut)
  return world
}

test('each controller has a name of its own and a proof, and no proof is left over', () => {
  expect(new Set(names).size).toBe(names.length)
  expect(Object.keys(proofs).toSorted()).toEqual(names.toSorted())
})

describe.each(names)('%s', (name) => {
  const prove = proofs[name] ?? (() => expect.fail(`nothing needs ${name}`))

  test('is needed: its proof holds with it, and an assertion fails without it', async ({
    annotate,
  }) => {
    const servers = name.startsWith('etcd-') ? 3 : 1
    prove(lived(new Set(), servers))
    const failed = failureOf(() => prove(lived(new Set([name]), servers)))
    // A proof that breaks down by itself is not the assertion that is meant.
    expect(failed).toMatchObject({ name: 'AssertionError' })
    await annotate(failed.message)
  })
})

function failureOf(attempt: () => void): Error {
  try {
    attempt()
  } catch (error) {
    if (error instanceof Error) return error
  }
  return new Error('its proof holds all the same')
}

/** The same of the doors of a cluster that runs; each is knocked at on its board's address. */
describe.each(doorNames)('%s', (name) => {
  test('is needed: what its board refuses is open without it', async () => {
    expect(await refuses(name, new Set())).toBe(true)
    expect(await refuses(name, new Set([name]))).toBe(false)
  })
})

/** Whether nobody listens at a door once what serves it was stopped on the board. */
async function refuses(name: string, leftOut: ReadonlySet<string>): Promise<boolean> {
  const cluster = await startPracticeCluster(healthy, leftOut)
  try {
    const isApi = name === 'api-doors'
    boardNamed(cluster.world, 'pi01').stop(isApi ? 'k3s' : 'ssh')
    cluster.world.clock.advance(2)
    const port = isApi ? Number(new URL(cluster.api.url).port) : cluster.ssh.port
    const socket = connect(port, boardNamed(cluster.world, 'pi01').address)
    const answer = await new Promise<string>((resolve) => {
      socket.once('connect', () => resolve('open'))
      socket.once('error', ({ message }) => resolve(message))
    })
    socket.destroy()
    return answer.includes('ECONNREFUSED')
  } finally {
    await cluster.close()
  }
}

test('nothing else moves a cluster: once they all are gone, trouble changes nothing', () => {
  const leftOut = new Set<string>()
  const world = lived(leftOut)
  for (const name of names) leftOut.add(name)
  boardNamed(world, 'pi02').losePower()
  fillDisk(boardNamed(world, 'pi03'), 97)
  world.faults.set('page', { kind: 'crash', exitCode: 1, reason: 'Error' })
  changeNode(world, 'pi04', { unschedulable: true })
  for (const pod of podsOf(world.store)) removeSame(world.store, pod)
  const before = world.store.version
  const journals = () => world.boards.map(({ boot }) => boot.lines.length)
  const said = journals()
  world.clock.advance(7200)
  expect(world.store.version).toBe(before)
  expect(journals()).toEqual(said)
})
