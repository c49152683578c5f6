import ModelSpec
import Tensors

extension DeviceConformance {
  /// Memory that the device makes: as many bytes as it says, with what was put there.
  func checkMemory(_ findings: inout Findings) throws {
    var random = random(1)
    let zeros = try device.allocate(4 * 37)
    findings.expect(.allocate, "bytes", zeros.count, equals: 4 * 37)
    findings.expect(
      .allocate, "37 values",
      device.values(of: Matrix(storage: zeros, rows: 1, columns: 37)),
      near: [[Double](repeating: 0, count: 37)])
    let values = random.row(53)
    let vector = try device.vector(values)
    findings.expect(.vector, "count", vector.count, equals: 53)
    findings.expect(
      .vector, "53 values",
      device.values(of: Matrix(storage: vector.storage, rows: 1, columns: 53)),
      near: [values.doubles])
    try checkReadBack(&findings, &random)
    try checkBinding(&findings, &random)
    try checkStores(&findings)
    try checkScratch(&findings)
  }

  /// Rows one by one, and all at once where they lie one after another.
  private func checkReadBack(_ findings: inout Findings, _ random: inout RandomNumbers) throws {
    let rows = random.rows(5, 7)
    let framed = try FramedMatrix(rows, on: device)
    findings.expect(
      .readBack, "rows one by one", device.values(of: framed.view), near: rows.doubles)
    let matrix = try device.matrix(rows).rows(1..<4)
    var all: [Float] = []
    device.readBack(matrix) { span in all = span.indices.map { span[$0] } }
    findings.expect(
      .readBack, "3 rows at once", [all], near: [rows[1..<4].flatMap { $0 }.map(Double.init)])
  }

  /// A bound weight has the shape and the format of the file's; its values an embedding shows.
  private func checkBinding(_ findings: inout Findings, _ random: inout RandomNumbers) throws {
    for format in StorageFormat.allCases {
      let columns = format.isQuantized ? 512 : 37
      let stored = try Tensor.random(11, columns, format: format, using: &random)
      // A part of a tensor is bound like a whole one.
      let bound = try device.bind(stored.rows(2..<10))
      findings.expect(.bind, "\(format.name), rows", bound.rows, equals: 8)
      findings.expect(.bind, "\(format.name), columns", bound.columns, equals: columns)
      findings.expect(
        .bind, "\(format.name), format", Int(bound.format.rawValue), equals: Int(format.rawValue))
      let y = try FramedMatrix(toFill: 8, columns, on: device)
      device.embed((0..<8).map { Int32($0) }, table: bound, multiplier: 1, into: y.view)
      let truth = Array(stored.arrays[2..<10])
      findings.expect(.bind, format.name, device.values(of: y.view), near: truth) { row, column in
        Rounding.unit * abs(truth[row][column])
      }
    }
  }

  private func checkStores(_ findings: inout Findings) throws {
    for format in KeyValueStore.formats {
      let (heads, width, slots) = (3, 64, 96)
      let store = try device.keyValueStore(
        format: format, heads: heads, headDimension: width, slots: slots)
      let bytes = KeyValueStore.byteCount(
        format: format, heads: heads, headDimension: width, slots: slots)
      findings.expect(
        .keyValueStore, "bytes in \(format.name)", store.byteCount, equals: bytes ?? 0)
      findings.expect(.keyValueStore, "slots in \(format.name)", store.slots, equals: slots)
    }
  }

  /// Checks that what is allocated is what a plan would have predicted.
  private func checkScratch(_ findings: inout Findings) throws {
    let sizes = device.scratchSizes
    for (rows, columns) in [(1, 32), (7, 100), (33, 768)] {
      findings.expect(
        .projectionScratch, "bytes for \(rows) rows of \(columns)",
        try device.projectionScratch(rows: rows, columns: columns).byteCount,
        equals: sizes.projection(rows: rows, columns: columns).bytes)
      findings.expect(
        .rotaryTable, "bytes for \(rows) rows of \(columns)",
        try device.rotaryTable(rows: rows, pairs: columns).byteCount,
        equals: sizes.rotary(rows: rows, pairs: columns).bytes)
      findings.expect(
        .routes, "bytes for \(rows) rows of \(columns) experts",
        try device.routes(rows: rows, experts: columns, perToken: 3).byteCount,
        equals: sizes.routes(rows: rows, experts: columns, perToken: 3).bytes)
      let heads = AttentionSpec(queryHeads: 6, keyValueHeads: 2, headDimension: rows, rotary: nil)
      findings.expect(
        .attentionScratch, "bytes for heads of \(rows) and \(columns) positions",
        try device.attentionScratch(heads, context: columns).byteCount,
        equals: sizes.attention(heads, context: columns).bytes)
    }
  }
}
