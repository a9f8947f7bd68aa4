/**
 * True for an authority's own certificate: it lives ten years and no rotation renews it.
 * https://docs.k3s.io/cli/certificate
 */
export function isAuthority({ path }: { readonly path: string }): boolean {
  return /-ca(?:\.nochain)?\.crt$/.test(path)
}
