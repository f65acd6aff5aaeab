/**
 * Every bound that a test compares with, and why it is what it is. Errors are `maxRelativeError`: the
 * largest difference over the largest expected value. u = 2^-24 = 6e-8 is half the spacing of f32 at 1.
 *
 * @module
 */

export const bounds = {
  /**
   * y, dx, dweight and dbias in f32, against f64 of the same inputs. A value passes through about six
   * roundings (x - m, - c, * rstd, * weight, + bias, and rstd's own), and the sums behind rstd and the
   * means through chunks of 16 and a tree: together within 8 u = 5e-7.
   */
  layerNormF32: 5e-7,
  /**
   * The same in f64 against PyTorch's f64, u = 1.1e-16: sums of n terms in sequence here, in another
   * order there, so sqrt(n) u each with n up to 1,000; and an offset of 1e4 against deviations of 1
   * loses four digits in what the reference computes.
   */
  layerNormF64: 1e-11,
  /**
   * Two results in f32 that are equal but for rounding, such as those of x and x + a: each is within
   * `layerNormF32` of the truth. And the mean of dx y over a row, beside the largest |dx| |y|: each of them
   * is off by that much of its largest value. (The mean of dx alone is within `layerNormF32`.)
   */
  layerNormPair: 1e-6,
  /**
   * The two faces of a kernel, in f32 on generated inputs: both are within `layerNormF32` of the truth.
   */
  kernelFaces: 1e-6,
  /**
   * y and the gradients of a linear layer in f32: sums of n products in chunks of 16, so about
   * sqrt(n / 16) / 2 roundings of a partial sum that is no larger than the result's scale; n up to 1,023.
   */
  linearF32: 1e-6,
  /** The same sums in f64, in another order: sqrt(n) u with u = 1.1e-16. */
  exampleF64: 1e-14,
  /** GELU in f32: exp is within 3 + 2 |z| spacings, where its share of the result falls faster than |z| grows. */
  geluF32: 5e-7,
  /** Loss and dlogits: exp and log within a few spacings each, and the sum over classes in chunks of 16. */
  crossEntropyF32: 1e-6,
  /** Two linear layers, layer norm and GELU one after the other: their bounds together. */
  digitsNetworkF32: 4e-6,
  /**
   * The gradient of a step from any partition, against one batch in f64: layer norm's 5e-7 (linear's sums are
   * closer), and the additions of up to 64 + 63 blocks to a partial sum.
   */
  stepGradientF32: 6e-7,
  /**
   * What a compensated sum of 100,000 terms is off by, relative to the largest sum of absolute values: each
   * product is rounded once, u = 6e-8 of its size, and so is the mean; the sum of what was lost adds less.
   */
  compensatedF32: 2e-7,
  /** A sum and what it lost, together: the second is a sum in f32 of numbers u times smaller. */
  twoSumF32: 1e-10,
  /**
   * Parameters and state after up to 1,000 steps in f64 against PyTorch's f64: a few roundings of u = 1.1e-16 a
   * step in another order, that the optimizers forget or carry along: sqrt(1,000) * 10 u, and room for centred
   * RMSprop, whose variance is a difference.
   */
  optimizerF64: 1e-12,
  /** One step in f32, in spacings of the parameter: a step rounds the update a few times, which is smaller than the parameter. */
  optimizerSpacings: 4,
  /**
   * The two faces of a kernel of a step. An update is about 17 roundings of u at most (RMSprop's: the gradient's
   * own 5, which its square doubles and the root halves again, then eps, quotient, momentum, product,
   * difference). A sum of 512 squares in a row rounds each partial sum: sqrt(512 / 3) / 2 u, four of them together.
   */
  stepFaces: 1e-6,
} as const;
