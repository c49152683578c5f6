import CKernels
public import ModelSpec

extension RotaryTable {
  var cosine: UnsafeMutablePointer<Float> {
    storage.mutableBase.assumingMemoryBound(to: Float.self)
  }
  var sine: UnsafeMutablePointer<Float> { cosine + rows * pairs }
}

extension CPUDevice {
  /// Fills rows of a table with the angles of consecutive positions.
  public func setAngles(
    _ table: RotaryTable, rows: Range<Int>, from position: Int, frequencies: [Float],
    magnitude: Float
  ) {
    precondition(
      frequencies.count == table.pairs && rows.lowerBound >= 0 && rows.upperBound <= table.rows)
    for (offset, row) in rows.enumerated() {
      let (cosines, sines) = (table.cosine + row * table.pairs, table.sine + row * table.pairs)
      for (pair, frequency) in frequencies.enumerated() {
        let angle = Double(Float(position + offset) * frequency)
        cosines[pair] = Float(cosineOf(angle)) * magnitude
        sines[pair] = Float(sineOf(angle)) * magnitude
      }
    }
  }

  /// Turns each head of each row by the table's angles, in place (arXiv 2104.09864, equation 34).
  ///
  /// - Parameters:
  ///   - x: `[rows, heads * headDimension]`.
  ///   - headDimension: Columns of a head, of which the first `2 * pairs` turn.
  public func rotate(
    _ x: Matrix, headDimension: Int, pairing: RotarySpec.Pairing, table: RotaryTable
  ) {
    precondition(x.rows <= table.rows && table.pairs * 2 <= headDimension)
    var job = RotaryJob(
      kernels: kernels, x: x, headDimension: headDimension,
      pairing: pairing == .halves ? CK_ROPE_HALVES : CK_ROPE_ADJACENT, table: table)
    if x.rows * x.columns < 16_384 {
      for row in 0..<x.rows { job.run(row) }
    } else {
      pool.run(chunks: x.rows, &job) { context, row, _ in
        context.assumingMemoryBound(to: RotaryJob.self).pointee.run(row)
      }
    }
  }
}

private struct RotaryJob {
  let kernels: UnsafePointer<ck_kernels>
  let x: UnsafeMutablePointer<Float>
  let stride: Int
  let heads: Int
  let headDimension: Int
  let pairs: Int
  let pairing: ck_rope_pairing
  let cosine: UnsafeMutablePointer<Float>
  let sine: UnsafeMutablePointer<Float>

  init(
    kernels: UnsafePointer<ck_kernels>, x: Matrix, headDimension: Int, pairing: ck_rope_pairing,
    table: RotaryTable
  ) {
    self.kernels = kernels
    self.x = x.pointer
    stride = x.stride
    heads = x.columns / headDimension
    self.headDimension = headDimension
    pairs = table.pairs
    self.pairing = pairing
    cosine = table.cosine
    sine = table.sine
  }

  func run(_ row: Int) {
    for head in 0..<heads {
      kernels.pointee.rope(
        pairing, pairs, cosine + row * pairs, sine + row * pairs,
        x + row * stride + head * headDimension)
    }
  }
}
