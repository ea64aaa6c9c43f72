/** Words of 32 bits; each line of 16 words is a cache line, so that no two threads write to the same one. */
export const line = 16;

/** Where things lie in a team's part of the memory, in words. */
export const control = {
  /** Where the calling thread's kernel notes its progress. */
  own: 0,
  /** Number of the update; a new one wakes the workers. */
  generation: 16,
  /** How many chunks have been claimed. */
  claimed: 32,
  /** How many of these by workers. */
  taken: 48,
  /** Not 0 while the calling thread sleeps until a chunk is done. */
  waiting: 49,
  /** Which pass is run; it changes only while no chunk is claimed. */
  pass: 50,
  /** One line per worker: its state, and whether it sleeps. Behind them, one line per chunk. */
  workers: 64,
} as const;

/** What a worker is doing. */
export const state = { starting: 0, idle: 1, busy: 2, crashed: 3 } as const;

/**
 * One line per chunk. `status` is 2·generation once a worker has begun, 2·generation + 1 once the chunk is done;
 * `progress` is the address up to which a worker has updated it.
 */
export const record = { status: 0, progress: 1, begin: 2, end: 3, factors: 4 } as const;
