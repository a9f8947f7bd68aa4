// Plans know steps, and steps know the rules: who is a server is decided once.
export { hasLeftEtcd } from '#src/rules/etcd-members.ts'
export { isServer } from '#src/rules/ready-nodes.ts'
