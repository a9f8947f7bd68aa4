/** Goals that `npm run test:kill:goals` cannot try, each with the reason and what shows it instead. */
export const notKilled: Readonly<Record<string, string>> = {
  restore: 'practice boards hold no datastore that could be put back; test/lab/up-restored.test.ts',
  'update k3s':
    'K3s on practice boards is no program that could be exchanged; test/lab/update-k3s.test.ts',
  backup: 'k3s etcd-snapshot and the contents of SQLite are not on practice boards',
  fetch: 'it touches no cluster: src/operations/run/fetch.test.ts',
}
