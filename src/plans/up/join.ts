import { factsOf } from '#src/model/evidence-index.ts'
import { nodes as apiNodes } from '#src/model/facts/kubernetes.ts'
import { units } from '#src/model/facts/node.ts'
import { bringArtifacts, type Receiver } from '#src/steps/up/bring-artifacts.ts'
import { joinAgents } from '#src/steps/up/join-agents.ts'
import { renewToken, waitsOutside } from '#src/steps/up/renew-token.ts'
import { startServer } from '#src/steps/up/start-server.ts'
import type { Draft } from '../draft.ts'
import { filesFor } from './artifacts.ts'
import type { Board } from './board.ts'
import { isAsked, isBare, placeOf, type Site } from './site.ts'

/** K3s on every board that has none: servers in order, then all agents at once. */
export function joinDraft(site: Site, hasCluster: boolean): Draft['steps'] {
  return [...newcomers(site, hasCluster), ...outsiders(site)]
}

function newcomers(site: Site, hasCluster: boolean): Draft['steps'] {
  const bare = site.boards.filter(isBare)
  if (bare.length === 0 || (site.only !== undefined && !site.only.includes('k3s'))) return []
  const servers = bare.filter(({ wish }) => wish.role === 'server')
  const agents = bare.filter(({ wish }) => wish.role === 'agent')
  // Agents get theirs while the first server starts, which takes as long.
  const ahead = servers.length > 0 ? receivers(agents, site) : []
  const nodes = receivers(servers.length > 0 ? servers : agents, site)
  return [
    { step: bringArtifacts, input: { nodes }, reason: 'K3s is not there yet' },
    ...serverSteps(site, hasCluster, ahead),
    ...agentSteps(site, ahead),
  ]
}

function receivers(boards: readonly Board[], { configuration, index }: Site): Receiver[] {
  return boards.map((board) => ({
    node: board.name,
    files: filesFor(board, configuration.k3s.version, index),
  }))
}

function serverSteps(site: Site, hasCluster: boolean, ahead: readonly Receiver[]): Draft['steps'] {
  const servers = site.boards.filter(({ wish }) => wish.role === 'server')
  const begun = hasCluster ? servers.find((board) => !isBare(board)) : servers[0]
  const agentsFollow = site.boards.some((board) => board.wish.role === 'agent' && isBare(board))
  return servers.filter(isBare).map((board, place, bare) => {
    const isFirst = board === begun
    return {
      step: startServer,
      input: {
        ...placeOf(board),
        version: site.configuration.k3s.version,
        ...(!isFirst && begun && { joins: placeOf(begun) }),
        beginsEtcd: isFirst && site.hasEtcd,
        agentsFollow: isFirst && agentsFollow && place === bare.length - 1,
        meanwhile: place === 0 ? ahead : [],
      },
      reason: isFirst ? 'every other node joins it' : 'etcd takes one new member at a time',
    }
  })
}

function agentSteps(site: Site, ahead: readonly Receiver[]): Draft['steps'] {
  const agents = site.boards.filter((board) => board.wish.role === 'agent' && isBare(board))
  const server = site.boards.find(({ wish }) => wish.role === 'server')
  if (agents.length === 0 || !server) return []
  const input = {
    nodes: agents.map(({ name }) => name),
    version: site.configuration.k3s.version,
    server: placeOf(server),
    receivers: ahead,
  }
  return [{ step: joinAgents, input, reason: 'agents do not wait for each other' }]
}

/** Agents of this cluster that try to come back, and need a token for that. */
function outsiders(site: Site): Draft['steps'] {
  const listed = factsOf(site.index, apiNodes)
  const server = site.boards.find(({ wish }) => wish.role === 'server')
  // Without a word of the API nobody is known to be outside.
  if (listed.length === 0 || !server) return []
  const outside = site.boards.filter((board) => {
    const own = factsOf(site.index, units).filter(({ node }) => node === board.name)
    const node = listed.find(({ name }) => name === board.name)
    const tries = !isBare(board) && waitsOutside(own, node, site.index.takenAt)
    return board.wish.role === 'agent' && tries && isAsked('k3s', board, site)
  })
  return outside.map(({ name }) => ({
    step: renewToken,
    input: { node: name, server: placeOf(server), version: site.configuration.k3s.version },
    reason: `${name} does not come back by itself`,
  }))
}
