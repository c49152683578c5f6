import CKernels
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Rotary position embedding")
struct RopeTests {
  @Test(
    "pairs rotate by their angles, in both pairings and at every size",
    arguments: InstructionSet.available)
  func rotation(isa: InstructionSet) throws {
    let kernel = try #require(isa.table.pointee.rope)
    var random = SeededGenerator(seed: 41)
    for pairs in Array(1...40) + [64, 128] {
      let angles = random.floats(pairs, scale: 3).map(Double.init)
      let (cosine, sine) = (angles.map { Float(cos($0)) }, angles.map { Float(sin($0)) })
      // Values past the rotated ones, as in a partial rotation, stay as they are.
      let x = random.floats(2 * pairs + 5)
      for pairing in [CK_ROPE_HALVES, CK_ROPE_ADJACENT] {
        var y = x
        kernel(pairing, pairs, cosine, sine, &y)
        for i in 0..<pairs {
          let halves = pairing == CK_ROPE_HALVES
          let (a, b) = halves ? (i, i + pairs) : (2 * i, 2 * i + 1)
          let (c, s) = (Double(cosine[i]), Double(sine[i]))
          #expect(
            abs(Double(y[a]) - (Double(x[a]) * c - Double(x[b]) * s)) < 2e-7, "pairs \(pairs)")
          #expect(
            abs(Double(y[b]) - (Double(x[a]) * s + Double(x[b]) * c)) < 2e-7, "pairs \(pairs)")
        }
        #expect(Array(y[(2 * pairs)...]) == Array(x[(2 * pairs)...]))
      }
    }
  }
}
