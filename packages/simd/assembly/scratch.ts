/** Where the products of this thread keep copies. It is not in the plan, since every thread has its own. */
export let scratch: usize = 0;

export function useScratch(at: usize): void {
  scratch = at;
}
