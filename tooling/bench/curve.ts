/** A speed that depends on a size: points in the order of x, both numbers above 0. */
export interface Curve {
  readonly id: string;
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}
