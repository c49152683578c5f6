import CKernels
import Testing

@Suite("Sums and multiples of rows")
struct ElementwiseTests {
  @Test(
    "each agrees with plain arithmetic and stays within its row",
    arguments: InstructionSet.available)
  func arithmetic(isa: InstructionSet) throws {
    let table = try isa.table.pointee
    let add = try #require(table.add)
    let addScaled = try #require(table.add_scaled)
    let scale = try #require(table.scale)
    var random = SeededGenerator(seed: 51)
    for n in 0...70 {
      let (x, y) = (random.floats(n + 4), random.floats(n + 4))
      var (sum, multiple, scaled) = (y, y, y)
      add(n, x, &sum)
      addScaled(n, 0.3, x, &multiple)
      scale(n, 0.3, &scaled)
      for i in 0..<n {
        #expect(sum[i] == y[i] + x[i])
        #expect(
          abs(Double(multiple[i]) - (Double(y[i]) + Double(Float(0.3)) * Double(x[i]))) < 2e-7)
        #expect(scaled[i] == y[i] * 0.3)
      }
      for row in [sum, multiple, scaled] { #expect(Array(row[n...]) == Array(y[n...])) }
    }
  }

  @Test(
    "the maximum is found wherever it is, past NaN and in negative rows",
    arguments: InstructionSet.available)
  func maximum(isa: InstructionSet) throws {
    let kernel = try #require(isa.table.pointee.maximum)
    #expect(kernel(0, []) == -.infinity)
    for n in 1...70 {
      for place in 0..<n {
        var x = [Float](repeating: -9, count: n)
        x[place] = -2
        #expect(kernel(n, x) == -2)
        x[(place + 1) % n] = .nan
        #expect(n == 1 || kernel(n, x) == -2)
      }
    }
  }
}
