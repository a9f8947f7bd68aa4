import * as z from 'zod'
import { firmwareLineIsInFile } from '#src/rules/checks/firmware-line-is-in-file.ts'
import { defineStep } from '../define-step.ts'
import { bootFile, replaceBootFile } from './boot-file.ts'

/** Turns Energy-Efficient Ethernet off: raspberrypi/linux#7511. */
export const eeeOff = 'dtparam=eee=off'

/** Adds a line to the firmware's config.txt, for all boards. It counts from the next boot on. */
export const setFirmwareLine = defineStep({
  id: 'set-firmware-line',
  title: ({ node, line }) => `Add ${line} to the firmware’s settings of ${node}`,
  input: z.object({
    node: z.string().min(1),
    path: z.enum(['/boot/firmware/config.txt', '/boot/config.txt']),
    line: z.literal(eeeOff),
  }),
  reads: {},
  risk: 'safe',
  about: ({ node, line }) => ({ node, wish: { lines: [line] } }),
  requires: [],
  verify: [firmwareLineIsInFile],

  preview: ({ path, line }) => [
    `${path}: ${line}, at its end, under [all]`,
    `the file as it was stays as ${path}.before-bramble`,
  ],

  remembered: z.object({ text: z.string() }),
  remember: async ({ node, path }, context) => ({
    text: await bootFile(context.node(node), path),
  }),

  async apply({ node, path, line }, context) {
    const shell = context.node(node)
    const before = await bootFile(shell, path)
    if (before.split(/\r?\n/).some((one) => one.trim() === line)) return
    const end = before === '' || before.endsWith('\n') ? '' : '\n'
    // What stands below [pi4] counts on a Pi 4 alone (config.txt, conditional filters).
    await replaceBootFile(shell, path, `${before}${end}\n[all]\n${line}\n`)
    context.say(`${path} of ${node} holds ${line}`)
  },

  async undo({ node, path }, { text }, context) {
    await replaceBootFile(context.node(node), path, text)
  },
})
