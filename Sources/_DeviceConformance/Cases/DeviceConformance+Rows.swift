import ModelSpec
import Tensors

// Operations that treat each row by itself. Each is run on the first rows of larger matrices, among
// values of others.
extension DeviceConformance {
  /// Rows and columns: small ones, odd ones, and some that are worth sharing out.
  private static let fixedShapes = [(1, 1), (2, 3), (5, 31), (9, 64), (3, 257), (40, 515)]

  private func shapes(_ random: inout RandomNumbers) -> [(rows: Int, columns: Int)] {
    Self.fixedShapes + (0..<4).map { _ in (random.integer(1...19), random.integer(1...300)) }
  }

  func checkRows(_ findings: inout Findings) throws {
    var random = random(2)
    for (rows, columns) in shapes(&random) {
      try checkNorms(rows, columns, &findings, &random)
      try checkActivations(rows, columns, &findings, &random)
      try checkSums(rows, columns, &findings, &random)
      try checkGathering(rows, columns, &findings, &random)
      try checkLogits(rows, columns, &findings, &random)
      try checkEmbeddings(rows, columns, &findings, &random)
    }
  }

  private func checkNorms(
    _ rows: Int, _ columns: Int, _ findings: inout Findings, _ random: inout RandomNumbers
  ) throws {
    let x = random.rows(rows + 1, columns, limit: 3)
    let (weight, bias) = (random.row(columns, limit: 2), random.row(columns))
    let epsilon = Double(Float(1e-3))
    let factor = try device.vector(weight)
    let input = try FramedMatrix(x, on: device)
    for kind in [NormSpec.Kind.rms, .layer] {
      let norm = NormSpec(kind, epsilon: 1e-3)
      let biases: [[Float]?] = kind == .rms ? [nil] : [nil, bias]
      for bias in biases {
        let name = "\(kind) of \(rows) x \(columns)" + (bias == nil ? "" : " with a bias")
        let y = try FramedMatrix(toFill: rows, columns, on: device)
        device.normalize(
          input.view.prefix(rows), norm, weight: factor,
          bias: try bias.map { try device.vector($0) },
          into: y.view)
        let truth = x.prefix(rows).map { row in
          kind == .rms
            ? Reference.rmsNorm(row.doubles, weight: weight.doubles, epsilon: epsilon)
            : Reference.layerNorm(
              row.doubles, weight: weight.doubles, bias: bias?.doubles, epsilon: epsilon)
        }
        let limits = x.prefix(rows).map { NormBound($0, kind, epsilon: epsilon) }
        let got = device.values(of: y.view)
        findings.expect(.normalize, name, got, near: truth) { row, column in
          limits[row].limit(
            truth[row][column], at: column, weight: weight[column], bias: bias?[column] ?? 0)
        }
        findings.expectIntact(.normalize, name, y, on: device)
        let inPlace = try device.matrix(Array(x.prefix(rows)))
        device.normalize(
          inPlace, norm, weight: factor, bias: try bias.map { try device.vector($0) }, into: inPlace
        )
        findings.expect(
          .normalize, name + ", in place", device.values(of: inPlace), near: got.doubles)
      }
    }
  }

  private func checkActivations(
    _ rows: Int, _ columns: Int, _ findings: inout Findings, _ random: inout RandomNumbers
  ) throws {
    var gate = random.rows(rows + 1, columns, limit: 9)
    gate[0][0] = -120
    gate[rows - 1][columns - 1] = 120
    let up = random.rows(rows + 1, columns, limit: 2)
    for activation in [Activation.silu, .geluTanh, .gelu, .relu, .geluSigmoid] {
      for factor in [nil, up] {
        let name =
          "\(activation.rawValue) of \(rows) x \(columns)" + (factor == nil ? "" : ", gated")
        let y = try FramedMatrix(gate, on: device)
        device.activate(
          y.view.prefix(rows), activation,
          up: try factor.map { try FramedMatrix($0, on: device, gap: 5).view.prefix(rows) })
        // The last row is not asked for and stays.
        let truth =
          (0..<rows).map {
            Reference.gate(gate[$0].doubles, activation, up: factor?[$0].doubles)
          } + [gate[rows].doubles]
        findings.expect(.activate, name, device.values(of: y.view), near: truth) { row, column in
          guard row < rows else { return 0 }
          // 1 + tanh and 1 + erf cancel where the gate closes, so the error goes by the input.
          let size = abs(Double(gate[row][column]) * Double(factor?[row][column] ?? 1))
          return Rounding.gamma(2 * Rounding.elementary) * size
        }
        findings.expectIntact(.activate, name, y, on: device)
      }
    }
  }

  private func checkSums(
    _ rows: Int, _ columns: Int, _ findings: inout Findings, _ random: inout RandomNumbers
  ) throws {
    let (x, y) = (random.rows(rows, columns), random.rows(rows + 1, columns))
    let name = "\(rows) x \(columns)"
    let (from, to) = (try FramedMatrix(x, on: device), try FramedMatrix(y, on: device, gap: 1))
    device.add(from.view, to: to.view.prefix(rows))
    let sums = zip(x, y).map { zip($0, $1).map { Double($0 + $1) } } + [y[rows].doubles]
    findings.expect(.add, name, device.values(of: to.view), near: sums)
    findings.expectIntact(.add, name, to, on: device)
    device.clear(from.view.prefix(rows - 1))
    let zeros = [[Double]](repeating: [Double](repeating: 0, count: columns), count: rows - 1)
    findings.expect(.clear, name, device.values(of: from.view), near: zeros + [x[rows - 1].doubles])
    findings.expectIntact(.clear, name, from, on: device)
  }

  /// Some rows in some order, and their sums with rows in another.
  private func checkGathering(
    _ rows: Int, _ columns: Int, _ findings: inout Findings, _ random: inout RandomNumbers
  ) throws {
    let (x, y) = (random.rows(rows, columns), random.rows(rows, columns))
    let name = "\(rows) x \(columns)"
    let count = random.integer(1...rows)
    let chosen = Array((0..<rows).shuffled(using: &random).prefix(count))
    let indexes = chosen.map { Int32($0) }
    let gathered = try FramedMatrix(toFill: chosen.count, columns, on: device)
    let source = try FramedMatrix(x, on: device)
    device.gather(source.view, rows: indexes.span, into: gathered.view)
    findings.expect(
      .gather, name, device.values(of: gathered.view), near: chosen.map { x[$0].doubles })
    findings.expectIntact(.gather, name, gathered, on: device)
    let shares = random.row(chosen.count)
    let sums = try FramedMatrix(y, on: device, gap: 4)
    device.addScaled(source.view, shares: shares.span, to: sums.view, rows: indexes.span)
    var truth = y.doubles
    var sizes = truth.map { $0.map(abs) }
    for (index, row) in chosen.enumerated() {
      for column in 0..<columns {
        let term = Double(shares[index]) * Double(x[index][column])
        truth[row][column] += term
        sizes[row][column] += abs(term)
      }
    }
    findings.expect(.addScaled, name, device.values(of: sums.view), near: truth) { row, column in
      chosen.contains(row) ? Rounding.gamma(2) * sizes[row][column] : 0
    }
    findings.expectIntact(.addScaled, name, sums, on: device)
  }

  private func checkLogits(
    _ rows: Int, _ columns: Int, _ findings: inout Findings, _ random: inout RandomNumbers
  ) throws {
    let x = random.rows(rows, columns, limit: 100)
    for (multiplier, cap): (Float, Float?) in [(1, nil), (0.3, nil), (1, 30), (0.5, 50)] {
      let name = "\(rows) x \(columns), times \(multiplier)" + (cap.map { ", cap \($0)" } ?? "")
      let y = try FramedMatrix(x, on: device)
      device.finishLogits(y.view, multiplier: multiplier, softcap: cap)
      let truth = x.map { row in
        row.map { value in
          let product = Double(multiplier) * Double(value)
          return cap.map { Reference.softcap(product, cap: Double($0)) } ?? product
        }
      }
      findings.expect(.finishLogits, name, device.values(of: y.view), near: truth) { row, column in
        Rounding.gamma(cap == nil ? 1 : Rounding.elementary) * abs(truth[row][column]) + 1e-30
      }
      findings.expectIntact(.finishLogits, name, y, on: device)
    }
  }

  private func checkEmbeddings(
    _ rows: Int, _ columns: Int, _ findings: inout Findings, _ random: inout RandomNumbers
  ) throws {
    let table = random.rows(17, columns)
    let chosen = (0..<rows).map { _ in random.integer(0...16) }
    let indexes = chosen.map { Int32($0) }
    let bound = try device.bind(Tensor(table, format: .f32))
    for multiplier: Float in [1, 1.7] {
      let name = "\(rows) x \(columns), times \(multiplier)"
      let y = try FramedMatrix(toFill: rows, columns, on: device)
      device.embed(indexes, table: bound, multiplier: multiplier, into: y.view)
      let truth = Reference.embed(chosen, table: table.doubles, multiplier: Double(multiplier))
      findings.expect(.embed, name, device.values(of: y.view), near: truth) { row, column in
        Rounding.unit * abs(truth[row][column])
      }
      findings.expectIntact(.embed, name, y, on: device)
    }
    let x = random.rows(rows, columns)
    let y = try FramedMatrix(x, on: device)
    device.addPositions(indexes, table: try FramedMatrix(table, on: device).view, to: y.view)
    let truth = zip(x, chosen).map { row, index in zip(row, table[index]).map { Double($0 + $1) } }
    findings.expect(.addPositions, "\(rows) x \(columns)", device.values(of: y.view), near: truth)
    findings.expectIntact(.addPositions, "\(rows) x \(columns)", y, on: device)
  }
}

/// Bound on the distance of a norm of a row from the formula.
private struct NormBound {
  private let kind: NormSpec.Kind
  private let values: [Double]
  private let mean: Double
  private let deviation: Double
  private let largest: Double

  init(_ row: [Float], _ kind: NormSpec.Kind, epsilon: Double) {
    self.kind = kind
    values = row.doubles
    let count = Double(row.count)
    let mean = values.reduce(0, +) / count
    self.mean = mean
    deviation =
      (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count + epsilon).squareRoot()
    largest = values.map(abs).max() ?? 0
  }

  func limit(_ truth: Double, at column: Int, weight: Float, bias: Float) -> Double {
    switch kind {
    case .rms:
      // Half of the sum's relative error, and a few operations.
      return Rounding.gamma(values.count / 2 + 6) * abs(truth)
    case .layer:
      // The mean's error is relative to the values, not to what is left when it is subtracted.
      let relative = Rounding.gamma(values.count + 6)
      let centred = relative * largest / deviation
      return centred * abs(Double(weight)) * (1 + abs(values[column] - mean) / deviation)
        + relative * abs(truth - Double(bias)) + Rounding.gamma(2) * abs(Double(bias))
    }
  }
}
