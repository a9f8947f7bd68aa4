/** Options that every command takes; help, completion and the reference page come from here. */
export const globalOptions = [
  { flags: '--config <file>', summary: 'bramble.yaml to use' },
  { flags: '--kubeconfig <file>', summary: 'kubeconfig to use' },
  { flags: '--context <name>', summary: 'context of the kubeconfig' },
  { flags: '--timeout <duration>', summary: 'how long looking may take, for example 10s' },
  { flags: '--json', summary: 'print one documented JSON object' },
  { flags: '--no-color', summary: 'no colours (NO_COLOR does the same)' },
  { flags: '--quiet', summary: 'no progress' },
] as const
