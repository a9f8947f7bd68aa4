/**
 * The journal's tables, one SQL text a version. A text that has been released is never edited:
 * the next version goes below it.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE plans (
    digest TEXT PRIMARY KEY,
    stored_at TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;

  CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest TEXT NOT NULL REFERENCES plans (digest),
    started_at TEXT NOT NULL,
    who TEXT NOT NULL
  ) STRICT;

  CREATE TABLE entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    run INTEGER REFERENCES runs (id),
    kind TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;

  CREATE INDEX entries_of_a_run ON entries (run, id);
  ${['plans', 'runs', 'entries'].map(appendOnly).join('\n')}
  `,
]

function appendOnly(table: string): string {
  return ['UPDATE', 'DELETE']
    .map(
      (verb) =>
        `CREATE TRIGGER ${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${table}
         BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;`,
    )
    .join('\n')
}
