import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type ClusterMarks,
  expectCluster,
  findClusterFolder,
  needsUid,
  openClusterFolder,
} from './cluster-folder.ts'

let state = ''
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'bramble-cluster-folder-'))
})
afterEach(() => rmSync(state, { recursive: true, force: true }))

const env = () => ({ XDG_STATE_HOME: state })
let hour = 0
const soon = () => Date.parse('2026-11-27T00:00:00.000Z') + (hour += 1) * 3_600_000

/** Two clusters that somebody calls by one name. */
const loft: ClusterMarks = { name: 'home', uid: 'uid-loft', authority: 'ca-loft' }
const cellar: ClusterMarks = { name: 'home', uid: 'uid-cellar', authority: 'ca-cellar' }
const silent = ({ name, authority }: ClusterMarks): ClusterMarks => ({ name, authority })

const open = (marks: ClusterMarks) => basename(openClusterFolder(marks, env(), soon()).folder)
const find = (marks: ClusterMarks) => basename(findClusterFolder(marks, env()).folder)
const noteOf = (marks: ClusterMarks) => openClusterFolder(marks, env(), soon()).note

test('two clusters of one name keep apart, and each is found again, while the API is silent too', () => {
  expect(open(loft)).toBe('home')
  expect(open(cellar)).toBe('home@uid-cellar')
  expect([open(loft), open(cellar)]).toEqual(['home', 'home@uid-cellar'])
  expect([find(silent(loft)), find(silent(cellar))]).toEqual(['home', 'home@uid-cellar'])
  expect([open(silent(cellar)), open(silent(loft))]).toEqual(['home@uid-cellar', 'home'])
})

test('one cluster under two names has one folder, so that both faces find one lock', () => {
  expect(open(loft)).toBe('home')
  expect(open({ ...loft, name: 'default' })).toBe('home')
  expect(find(silent({ ...loft, name: 'default' }))).toBe('home')
  expect(readdirSync(join(state, 'bramble'))).toEqual(['home'])
})

test('what was noted before anybody asked for a uid is taken over by who is seen first', () => {
  const folder = join(state, 'bramble', 'home')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'journal.db'), 'of before')
  expect(find(silent(loft))).toBe('home')
  expect(open(silent(loft))).toBe('home')
  expect(open(loft)).toBe('home')
  expect(open(cellar)).toBe('home@uid-cellar')
  expect(readFileSync(join(folder, 'journal.db'), 'utf8')).toBe('of before')
})

test('only the newcomer is told that another cluster bore its name, and only once', () => {
  expect(noteOf(loft)).toBeUndefined()
  expect(noteOf(cellar)).toContain(`stays in ${join(state, 'bramble', 'home')},`)
  expect([noteOf(cellar), noteOf(loft)]).toEqual([undefined, undefined])
})

test('a journal under a second name of before is pointed at as long as it is there', () => {
  open(loft)
  const before = join(state, 'bramble', 'default')
  mkdirSync(before)
  writeFileSync(join(before, 'journal.db'), '')
  const asDefault = { ...loft, name: 'default' }
  expect([noteOf(asDefault), noteOf(asDefault)]).toEqual(
    Array(2).fill(expect.stringContaining(before)),
  )
})

test('a cluster that a run of this journal built keeps the journal, whoever bore the name before', () => {
  open(loft)
  const folder = join(state, 'bramble', 'home')
  expectCluster(folder, 'ca-cellar', soon())
  expect(find(silent(cellar))).toBe('home')
  expect(open(cellar)).toBe('home')
  // Somebody else's cluster of that name is still another one.
  expect(open({ name: 'home', uid: 'uid-attic', authority: 'ca-attic' })).toBe('home@uid-attic')
  expect([open(cellar), open(loft)]).toEqual(['home', 'home'])
})

test('a restored cluster goes on in the journal of the run that restored it', () => {
  open(loft)
  open(cellar)
  // The nodes that were the cellar's get the loft's datastore and authority.
  expectCluster(join(state, 'bramble', 'home@uid-cellar'), 'ca-loft', soon())
  expect(find(silent(loft))).toBe('home@uid-cellar')
  expect(open(loft)).toBe('home@uid-cellar')
  expect(find(loft)).toBe('home@uid-cellar')
})

test('one authority for two clusters does not make them one', () => {
  expect(open(loft)).toBe('home')
  expect(open({ ...cellar, authority: loft.authority })).toBe('home@uid-cellar')
})

test('a cluster with a new authority is known by its uid, and by either authority from then on', () => {
  open(loft)
  open(cellar)
  expect(open({ ...loft, authority: 'ca-renewed' })).toBe('home')
  expect(find({ name: 'home', authority: 'ca-renewed' })).toBe('home')
  expect(find(silent(loft))).toBe('home')
})

test('who tells neither uid nor authority is the cluster that was last given the name', () => {
  expect(find({ name: 'home' })).toBe('home')
  open(loft)
  open(cellar)
  expect(find({ name: 'home' })).toBe('home@uid-cellar')
  expect(find({ name: 'attic' })).toBe('attic')
})

test('it is said where one of several was taken, and not where the name or the authority tells', () => {
  open(loft)
  expect(noteOf({ name: 'home' })).toBeUndefined()
  open(cellar)
  expect(noteOf({ name: 'home' })).toContain('taken for the last of them')
  expect([noteOf(silent(loft)), noteOf({ name: 'attic' })]).toEqual([undefined, undefined])
})

test('the API is asked only where the authority does not tell', () => {
  expect(needsUid(loft, env())).toBe(false)
  open(loft)
  expect(needsUid(silent(loft), env())).toBe(false)
  expect(needsUid(silent(cellar), env())).toBe(true)
})

test('asking leaves nothing behind', () => {
  find(loft)
  expect(readdirSync(state)).toEqual([])
})

test('a mark that was cut short claims nothing, and is written anew', () => {
  open(loft)
  const file = join(state, 'bramble', 'home', 'cluster.json')
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, 30))
  expect(open(loft)).toBe('home')
  expect(open(cellar)).toBe('home@uid-cellar')
})

test('what a name or a uid holds never leads out of the state folder', () => {
  open(loft)
  const { folder } = openClusterFolder({ name: 'home', uid: '../../etc' }, env(), soon())
  expect(folder).toBe(join(state, 'bramble', 'home@%2e.%2f..%2fetc'))
})
