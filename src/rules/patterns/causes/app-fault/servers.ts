import { lines } from '#src/model/line.ts'
import { ofPrograms } from '../../words/pods.ts'

/** What the machine under a server took from it is another matter. */
const fromBelow =
  /(?!.*(?:[Aa]ddress (?:already )?in use|cannot bind|[Tt]oo many open files|[Nn]o space left|[Cc]annot allocate|[Rr]ead-only file|I\/O error|nput\/output))/
    .source

/** Common servers that end over their settings or their data, each in words that no other program has. */
export const servers = lines(
  [
    '[emerg] ',
    'host not found in ',
    '[ALERT] ',
    'Syntax error on line ',
    'FPM initialization failed',
    'FATAL CONFIG FILE ERROR',
    'Fatal error loading the DB',
    'handle RDB format version',
    'Bad file format reading the append only file',
    '[Server] ',
    'nknown variable ',
    'UPGRADE PROBLEM',
    'Wrong mongod version',
    'Error: Unable to open ',
    'to obtain node lock',
    'APPLICATION FAILED TO START',
    'KeyError: ',
  ],
  new RegExp(
    `^${fromBelow}.*(?:${[
      // nginx, in its log as on its standard error.
      String.raw`\[emerg\] \d+#\d+: |host not found in (?:resolver|upstream) "`,
      // HAProxy, Apache, PHP-FPM.
      String.raw`\[ALERT\]\s+(?:\(\d+\)|\d+\/\d+ \(\d+\)) ?: +(?:config|parsing)\b|AH00526: Syntax error on line |ERROR: FPM initialization failed`,
      // Redis and Valkey.
      String.raw`FATAL CONFIG FILE ERROR|# (?:Fatal error loading the DB|Can't handle RDB format version|Bad file format reading the append only file)`,
      // MySQL and MariaDB, MongoDB.
      String.raw`\[Server\] (?:Invalid MySQL server (?:down|up)grade|Data Dictionary initialization failed|Unknown suffix|unknown (?:option|variable))|\[ERROR\].* unknown (?:option|variable) '|UPGRADE PROBLEM: |"msg":"Wrong mongod version"`,
      // Mosquitto, Elasticsearch and OpenSearch, Spring, Python's environment.
      String.raw`Error: Unable to open (?:config|password|pwfile|acl)|failed to obtain node locks?\b|APPLICATION FAILED TO START|^KeyError: '[A-Z][A-Z\d]*_[A-Z\d_]+'$`,
    ].join('|')})`,
  ),
  ofPrograms,
)
