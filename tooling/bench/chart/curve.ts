/** A speed as a function of a size: points in the order of x; x and y are above 0. */
export interface Curve {
  readonly id: string;
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}
