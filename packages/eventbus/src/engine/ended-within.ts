/** Resolves when the work has ended, however it did, or when the time is up. */
export const endedWithin = async (work: Promise<unknown> | undefined, withinMs: number): Promise<void> => {
  const limit = Promise.withResolvers<void>();
  const timer = setTimeout(limit.resolve, withinMs);
  await Promise.race([Promise.allSettled([work]), limit.promise]);
  clearTimeout(timer);
};
