// Plans know steps, and steps know the rules: what a count and an owner are is decided once.
export { asksFor } from '#src/rules/longhorn-setting.ts'
export { keeperOf, type Owner, ownerOf } from '#src/rules/owner.ts'
export { volumeName } from '#src/rules/replica-health.ts'
export { mayHoldReplicas } from '#src/rules/replica-room.ts'
