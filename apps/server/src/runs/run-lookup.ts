/** Looks up runs that another process may have added to the log, or continued there, a moment ago. */

/**
 * The function returns whether a run is being looked up: `onDone` is called when that is done. False while `onDone` is called: the log has
 * no more of it.
 *
 * @param refresh reads the run's entry and position of the shared log; undefined if no other process writes the log.
 */
export function createRunLookup(
  refresh: ((run: string) => Promise<void>) | undefined,
  onDone: () => void,
): (id: string) => boolean {
  /** Runs that are looked up, and whether they were not found. */
  const lookups = new Map<string, boolean>();

  async function lookUp(id: string, read: (run: string) => Promise<void>): Promise<void> {
    lookups.set(id, false);
    await read(id).catch(() => {
      // The store cannot be read, which other requests report.
    });
    lookups.set(id, true);
    onDone();
    lookups.delete(id);
  }

  return (id) => {
    if (!refresh) return false;
    if (!lookups.has(id)) void lookUp(id, refresh);
    return lookups.get(id) === false;
  };
}
