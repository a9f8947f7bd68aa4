// Plans know steps, and steps know the rules: what a drain moves is decided in one place only.
export {
  isInstanceManager as leavesNodeLast,
  mustLeave as leavesNode,
} from '#src/rules/moving-pods.ts'
