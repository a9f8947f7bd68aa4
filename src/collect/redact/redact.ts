const secrets: readonly (readonly [RegExp, string])[] = [
  [/K10[0-9a-f]{16,}(?:::[^\s"']*)?/g, 'K3s token'],
  [/\beyJ[\w-]{10,}\.[\w-]+(?:\.[\w-]*)?/g, 'bearer token'],
]

export function redactText(text: string): { text: string; redacted: number } {
  let redacted = 0
  let result = text
  for (const [secret, name] of secrets)
    result = result.replace(secret, () => {
      redacted += 1
      return `[redacted: ${name}]`
    })
  return { text: result, redacted }
}
