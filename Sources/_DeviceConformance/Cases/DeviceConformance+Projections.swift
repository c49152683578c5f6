import ModelSpec
import Tensors

extension DeviceConformance {
  /// Odd widths for plain numbers, whole blocks for the others.
  private static func columns(_ format: StorageFormat) -> [Int] {
    switch format.elementsPerBlock {
    case 1: [1, 17, 100]
    case 32: [32, 288]
    default: [256, 768]
    }
  }

  func checkProjections(_ findings: inout Findings) throws {
    var random = random(3)
    for format in StorageFormat.allCases {
      for columns in Self.columns(format) {
        try checkOneProduct(format, columns, &findings, &random)
      }
    }
    for _ in 0..<6 { try checkThreeProducts(&findings, &random) }
  }

  /// Some numbers of rows, each of them alone too: what stands beside a row does not change
  /// its bits.
  private func checkOneProduct(
    _ format: StorageFormat, _ columns: Int, _ findings: inout Findings,
    _ random: inout RandomNumbers
  ) throws {
    let outputs = random.one(of: [1, 5, 16, 19, 33])
    let weight = try Tensor.random(outputs, columns, format: format, using: &random)
    let bound = try device.bind(weight)
    let x = random.rows(33, columns)
    let input = try device.matrix(x)
    let scratch = try device.projectionScratch(rows: 33, columns: columns)
    let truth = Reference.project(x.doubles, weight.arrays)
    let limits = ProjectionBound(weight, rounding)
    for rows in [1, random.integer(2...9), 33] {
      let name = "\(format.name), \(rows) x \(columns) x \(outputs)"
      let y = try FramedMatrix(toFill: rows, outputs, on: device)
      device.project(input.prefix(rows), Projection(bound, into: y.view), scratch: scratch)
      let got = device.values(of: y.view)
      findings.expect(.project, name, got, near: Array(truth.prefix(rows))) { row, output in
        limits.limit(x[row], output: output)
      }
      findings.expectIntact(.project, name, y, on: device)
      let row = random.integer(0...rows - 1)
      let alone = try device.zeros(1, outputs)
      device.project(input.rows(row..<row + 1), Projection(bound, into: alone), scratch: scratch)
      findings.expect(
        .project, name + ", row \(row) alone", device.values(of: alone), near: [got[row].doubles])
    }
  }

  /// Two or three weights of different formats, some with a bias, into columns of one matrix.
  private func checkThreeProducts(
    _ findings: inout Findings, _ random: inout RandomNumbers
  ) throws {
    let (rows, columns) = (random.integer(1...9), 256)
    let formats = (0..<random.integer(2...3)).map { _ in random.one(of: StorageFormat.allCases) }
    let x = random.rows(rows, columns)
    let weights = try formats.map {
      try Tensor.random(random.integer(1...33), columns, format: $0, using: &random)
    }
    let biases = weights.map { weight in
      random.integer(0...2) > 0 ? random.row(weight.rows) : nil
    }
    let outputs = try weights.map { try FramedMatrix(toFill: rows, $0.rows, on: device) }
    let products = try weights.indices.map { index in
      Projection(
        try device.bind(weights[index]), bias: try biases[index].map { try device.vector($0) },
        into: outputs[index].view)
    }
    device.project(
      try device.matrix(x), products[0], products[1], products.count > 2 ? products[2] : nil,
      scratch: try device.projectionScratch(rows: rows, columns: columns))
    for (index, weight) in weights.enumerated() {
      let name = "\(weight.format.name), \(index + 1) of \(weights.count), \(rows) rows"
      let truth = Reference.project(x.doubles, weight.arrays, bias: biases[index]?.doubles)
      let limits = ProjectionBound(weight, rounding, bias: biases[index])
      findings.expect(
        .project, name, device.values(of: outputs[index].view), near: truth
      ) { row, output in limits.limit(x[row], output: output) }
      findings.expectIntact(.project, name, outputs[index], on: device)
    }
  }
}
