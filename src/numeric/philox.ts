/**
 * Philox4x32-10 (Salmon, Moraes, Dror & Shaw, Parallel random numbers: as easy as 1, 2, 3, SC11): a bijection of 128-bit
 * counters for every 64-bit key. Writes the four 32-bit words of the block to `out[0..3]`.
 */
export function philox(
  out: Uint32Array,
  counter0: number,
  counter1: number,
  counter2: number,
  counter3: number,
  key0: number,
  key1: number,
): void {
  let a = counter0 | 0
  let b = counter1 | 0
  let c = counter2 | 0
  let d = counter3 | 0
  let k = key0 | 0
  let l = key1 | 0
  for (let round = 0; round < 10; round++) {
    // High words of the 64-bit products from 16-bit halves. The multipliers are 0xD2511F53 and 0xCD9E8D57.
    const aLow = a & 0xffff
    const aHigh = a >>> 16
    const aMiddle = (Math.imul(aHigh, 0x1f53) + (Math.imul(aLow, 0x1f53) >>> 16)) | 0
    const aCarry = (Math.imul(aLow, 0xd251) + (aMiddle & 0xffff)) | 0
    const highA = (Math.imul(aHigh, 0xd251) + (aMiddle >>> 16) + (aCarry >>> 16)) | 0
    const cLow = c & 0xffff
    const cHigh = c >>> 16
    const cMiddle = (Math.imul(cHigh, 0x8d57) + (Math.imul(cLow, 0x8d57) >>> 16)) | 0
    const cCarry = (Math.imul(cLow, 0xcd9e) + (cMiddle & 0xffff)) | 0
    const highC = (Math.imul(cHigh, 0xcd9e) + (cMiddle >>> 16) + (cCarry >>> 16)) | 0
    const lowA = Math.imul(a, 0xd2511f53)
    const lowC = Math.imul(c, 0xcd9e8d57)
    a = highC ^ b ^ k
    b = lowC
    c = highA ^ d ^ l
    d = lowA
    k = (k + 0x9e3779b9) | 0
    l = (l + 0xbb67ae85) | 0
  }
  out[0] = a
  out[1] = b
  out[2] = c
  out[3] = d
}
