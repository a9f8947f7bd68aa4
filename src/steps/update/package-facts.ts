// Plans know steps, and steps know the rules: when a node has to start again is decided once.
export { listsAreFresh } from '#src/rules/package-lists.ts'
export { kernelPassedOver, rebootReasons } from '#src/rules/reboot-reasons.ts'
