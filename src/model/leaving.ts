/** How a node leaves: its pods move, it starts again, it goes for good, or it vanishes unasked. */
export const leavings = ['drain', 'reboot', 'remove', 'lose'] as const
export type Leaving = (typeof leavings)[number]
