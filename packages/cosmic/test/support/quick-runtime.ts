import { type Runtime, systemRuntime } from '@piaozone/core';

/** Pauses between repeats have no length: tests never wait. */
export const quickRuntime: Runtime = { ...systemRuntime, random: () => 0 };
