import ModelSpec
import Tensors

extension DeviceConformance {
  func checkRotations(_ findings: inout Findings) throws {
    var random = random(4)
    for (rows, heads, width, pairs) in [
      (1, 1, 2, 1), (3, 1, 20, 7), (9, 2, 80, 24), (33, 5, 128, 64),
    ] {
      try checkRotation(rows, heads, width, pairs, &findings, &random)
    }
    for _ in 0..<4 {
      let pairs = random.integer(1...40)
      let width = 2 * pairs + random.integer(0...9)
      try checkRotation(
        random.integer(1...20), random.integer(1...4), width, pairs, &findings, &random)
    }
  }

  /// Checks the angles that a table holds by turning pairs of one and zero, which become cosine
  /// and sine.
  private func checkAngles(
    _ table: RotaryTable, _ positions: [Int], _ frequencies: [Float], _ magnitude: Float,
    _ findings: inout Findings
  ) throws {
    let pairs = frequencies.count
    let pair = [Float](repeating: 1, count: pairs) + [Float](repeating: 0, count: pairs)
    let y = try device.matrix([[Float]](repeating: pair, count: positions.count))
    device.rotate(y, headDimension: 2 * pairs, pairing: .halves, table: table)
    let truth = positions.map { position in
      let turned = Reference.rotate(
        pair, position: position, frequencies: frequencies, magnitude: magnitude, pairing: .halves)
      return turned.doubles
    }
    findings.expect(
      .setAngles, "\(positions.count) rows, \(pairs) pairs, times \(magnitude)",
      device.values(of: y), near: truth
    ) { _, _ in Rounding.gamma(10) * Double(magnitude) }
  }

  /// Two sequences in one table, which has room for more; the first at its beginning, the other
  /// far on.
  private func checkRotation(
    _ rows: Int, _ heads: Int, _ width: Int, _ pairs: Int, _ findings: inout Findings,
    _ random: inout RandomNumbers
  ) throws {
    let frequencies = random.row(pairs).map { abs($0) }
    let first = random.integer(0...rows)
    let positions = (0..<rows).map { $0 < first ? $0 : 70_000 + $0 }
    for (pairing, magnitude): (RotarySpec.Pairing, Float) in [(.halves, 1), (.adjacent, 1.25)] {
      let name = "\(rows) rows, \(heads) heads of \(width), \(pairs) pairs, \(pairing)"
      let table = try device.rotaryTable(rows: rows + 2, pairs: pairs)
      device.setAngles(
        table, rows: 0..<first, from: 0, frequencies: frequencies, magnitude: magnitude)
      device.setAngles(
        table, rows: first..<rows, from: 70_000 + first, frequencies: frequencies,
        magnitude: magnitude)
      try checkAngles(table, positions, frequencies, magnitude, &findings)
      let x = random.rows(rows, heads * width)
      let y = try FramedMatrix(x, on: device)
      device.rotate(y.view, headDimension: width, pairing: pairing, table: table)
      let truth = zip(x, positions).map { row, position in
        stride(from: 0, to: row.count, by: width).flatMap { head -> [Double] in
          // In Float, since the angle is rounded to it.
          let turned = Reference.rotate(
            Array(row[head..<head + width]), position: position, frequencies: frequencies,
            magnitude: magnitude, pairing: pairing)
          return turned.doubles
        }
      }
      findings.expect(.rotate, name, device.values(of: y.view), near: truth) { _, column in
        // A few operations on numbers up to 1; columns beyond the pairs stay.
        column % width < 2 * pairs ? Rounding.gamma(10) * 2 * Double(magnitude) : 0
      }
      findings.expectIntact(.rotate, name, y, on: device)
    }
  }
}
