import { writeFileSync } from 'node:fs'
import { startPracticeApi } from '#src/practice/kubernetes/start.ts'
import { nodeObject, podObject } from './large-objects.ts'

/** Serves a large cluster until its stdin ends. usage: large-server.ts KUBECONFIG NODES PODS */
const [kubeconfig = '', nodes = '5000', pods = '50000'] = process.argv.slice(2)

const api = await startPracticeApi({
  objects: [
    ...Array.from({ length: Number(nodes) }, (_, place) => nodeObject(place)),
    ...Array.from({ length: Number(pods) }, (_, place) => podObject(place, Number(nodes))),
  ],
})
writeFileSync(kubeconfig, api.kubeconfig)
console.log('serving')
process.stdin.on('end', () => void api.close()).resume()
