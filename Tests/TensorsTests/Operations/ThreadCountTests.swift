import Foundation
import ModelSpec
import Tensors
import Testing
import _DeviceConformance

/// Sizes at which operations hand work to other threads; attention is tested beside its cases.
@Suite("Thread count")
struct ThreadCountTests {
  #if os(Linux)
    @Test("devices that are gone leave no threads")
    func threadsEnd() throws {
      func count() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
      }
      let before = try count()
      for _ in 0..<100 {
        let device = try CPUDevice(threads: 3)
        // Long enough for its threads to be at work.
        usleep(300)
        withExtendedLifetime(device) {}
      }
      // Two each; other threads of the process come and go.
      #expect(try count() < before + 50)
    }
  #endif

  @Test("rows: the same bits with 1, 2, 3 and 4 threads", arguments: InstructionSet.available)
  func rows(isa: InstructionSet) throws {
    var random = RandomNumbers(seed: 51)
    let (x, other) = (random.rows(41, 515, limit: 3), random.rows(41, 515, limit: 3))
    let (weight, bias) = (try Vector(random.row(515)), try Vector(random.row(515)))
    try expectEqual(isa: isa) { device in
      var results: [[[Float]]] = []
      for kind in [NormSpec.Kind.rms, .layer] {
        let y = try Matrix(zeros: 41, 515)
        device.normalize(
          try Matrix(x), NormSpec(kind, epsilon: 1e-6), weight: weight, bias: bias, into: y)
        results.append(y.arrays)
      }
      for activation in [Activation.silu, .geluTanh, .gelu, .relu, .geluSigmoid] {
        for up in [nil, try Matrix(other)] {
          let y = try Matrix(x)
          device.activate(y, activation, up: up)
          results.append(y.arrays)
        }
      }
      let sum = try Matrix(x)
      device.add(try Matrix(other), to: sum)
      let logits = try Matrix(x)
      device.finishLogits(logits, multiplier: 2, softcap: 30)
      let shares = try device.routeAll(x).shares
      return results + [sum.arrays, logits.arrays, [shares]]
    }
  }

  @Test("rotations: the same bits with 1, 2, 3 and 4 threads", arguments: InstructionSet.available)
  func rotations(isa: InstructionSet) throws {
    var random = RandomNumbers(seed: 52)
    let x = random.rows(41, 8 * 64)
    let weight = try Vector(random.row(64))
    let frequencies = random.rows(41, 32)
    try expectEqual(isa: isa) { device in
      let table = try device.rotaryTable(rows: 41, pairs: 32)
      for row in 0..<41 {
        device.setAngles(
          table, rows: row..<row + 1, from: row, frequencies: frequencies[row], magnitude: 1)
      }
      return try [RotarySpec.Pairing.halves, .adjacent].map { pairing in
        let y = try Matrix(x)
        device.normalizeHeads(y, NormSpec(.rms, epsilon: 1e-6), weight: weight)
        device.rotate(y, headDimension: 64, pairing: pairing, table: table)
        return y.arrays
      }
    }
  }

  @Test(
    "products: the same bits with 1, 2, 3 and 4 threads",
    arguments: InstructionSet.available, StorageFormat.allCases)
  func products(isa: InstructionSet, format: StorageFormat) throws {
    var random = RandomNumbers(seed: 53)
    let columns = 512
    let weights = try [301, 64, 64].map {
      try Tensor.random($0, columns, format: format, using: &random)
    }
    let biases = try weights.map { try Vector(random.row($0.rows)) }
    let x = random.rows(19, columns)
    for rows in [1, 3, 19] {
      try expectEqual(isa: isa) { device in
        let scratch = try device.projectionScratch(rows: rows, columns: columns)
        let outputs = try weights.map { try Matrix(zeros: rows, $0.rows) }
        let parts = (0..<3).map { Projection(weights[$0], bias: biases[$0], into: outputs[$0]) }
        device.project(
          try Matrix(Array(x.prefix(rows))), parts[0], parts[1], parts[2], scratch: scratch)
        return outputs.map(\.arrays)
      }
    }
  }

  private func expectEqual(
    isa: InstructionSet, _ compute: (CPUDevice) throws -> [[[Float]]]
  ) throws {
    let alone = try compute(CPUDevice(threads: 1, instructionSet: isa))
    for threads in 2...4 {
      let several = try compute(CPUDevice(threads: threads, instructionSet: isa))
      #expect(several == alone, "\(threads) threads")
    }
  }
}
