import CKernels
public import ModelSpec

/// Operations that treat each row by itself.
extension CPUDevice {
  /// `y[r] = table[tokens[r]] * multiplier`.
  ///
  /// - Parameters:
  ///   - tokens: A row of `table` for each row of `y`; checked by the caller.
  ///   - table: `[vocabulary, columns]`, in any format.
  public func embed(_ tokens: [Int32], table: Tensor, multiplier: Float, into y: Matrix) {
    precondition(tokens.count <= y.rows && table.columns == y.columns)
    guard let base = table.bytes.baseAddress else { return }
    for (row, token) in tokens.enumerated() {
      precondition(token >= 0 && Int(token) < table.rows, "token ids are checked before")
      let out = y.pointer + row * y.stride
      ck_dequantize(
        kernels, table.format.code, y.columns, base + Int(token) * table.bytesPerRow, out)
      if multiplier != 1 { kernels.pointee.scale(y.columns, multiplier, out) }
    }
  }

  /// `y[r] += table[positions[r]]`.
  public func addPositions(_ positions: [Int32], table: Matrix, to y: Matrix) {
    for (row, position) in positions.enumerated() {
      precondition(position >= 0 && Int(position) < table.rows, "positions are checked before")
      kernels.pointee.add(
        y.columns, table.pointer + Int(position) * table.stride, y.pointer + row * y.stride)
    }
  }

  /// `y = norm(x)`, row by row; `y` may be `x`.
  ///
  /// - Parameters:
  ///   - weight: The factor of each column.
  ///   - bias: Added after it, for LayerNorm.
  public func normalize(
    _ x: Matrix, _ norm: NormSpec, weight: Vector, bias: Vector?, into y: Matrix
  ) {
    precondition(weight.count == x.columns && y.columns == x.columns)
    var job = RowJob(kernels: kernels, x: x, y: y)
    job.weight = weight.pointer
    job.bias = bias?.pointer
    job.epsilon = Float(norm.epsilon)
    switch norm.kind {
    case .rms:
      forEachRow(job) { context, row in
        let job = context.assumingMemoryBound(to: RowJob.self)
        job.pointee.kernels.pointee.rms_norm(
          job.pointee.columns, job.pointee.x(row), job.pointee.weight, 0, job.pointee.epsilon,
          job.pointee.y(row))
      }
    case .layer:
      forEachRow(job) { context, row in
        let job = context.assumingMemoryBound(to: RowJob.self)
        job.pointee.kernels.pointee.layer_norm(
          job.pointee.columns, job.pointee.x(row), job.pointee.weight, job.pointee.bias,
          job.pointee.epsilon, job.pointee.y(row))
      }
    }
  }

  /// `y += x`.
  public func add(_ x: Matrix, to y: Matrix) {
    precondition(x.columns == y.columns && y.rows >= x.rows)
    forEachRow(RowJob(kernels: kernels, x: x, y: y)) { context, row in
      let job = context.assumingMemoryBound(to: RowJob.self)
      job.pointee.kernels.pointee.add(job.pointee.columns, job.pointee.x(row), job.pointee.y(row))
    }
  }

  /// `y[i] = x[rows[i]]`.
  public func gather(_ x: Matrix, rows: Span<Int32>, into y: Matrix) {
    precondition(x.columns == y.columns && rows.count <= y.rows)
    for index in rows.indices {
      let row = Int(rows[index])
      precondition(row >= 0 && row < x.rows, "rows are checked before")
      (y.pointer + index * y.stride).update(from: x.pointer + row * x.stride, count: x.columns)
    }
  }

  /// `y[rows[i]] += shares[i] * x[i]`; no two rows the same.
  public func addScaled(_ x: Matrix, shares: Span<Float>, to y: Matrix, rows: Span<Int32>) {
    precondition(x.columns == y.columns && rows.count <= x.rows && shares.count == rows.count)
    for index in rows.indices {
      let row = Int(rows[index])
      precondition(row >= 0 && row < y.rows, "rows are checked before")
      kernels.pointee.add_scaled(
        x.columns, shares[index], x.pointer + index * x.stride, y.pointer + row * y.stride)
    }
  }

  /// `gate = activation(gate) * up`, or `activation(gate)` without `up`.
  public func activate(_ gate: Matrix, _ activation: Activation, up: Matrix?) {
    var job = RowJob(kernels: kernels, x: up ?? gate, y: gate)
    job.activation = activation.code
    if up != nil {
      forEachRow(job) { context, row in
        let job = context.assumingMemoryBound(to: RowJob.self)
        job.pointee.kernels.pointee.gate(
          job.pointee.activation, job.pointee.columns, job.pointee.y(row), job.pointee.x(row),
          job.pointee.y(row))
      }
    } else {
      forEachRow(job) { context, row in
        let job = context.assumingMemoryBound(to: RowJob.self)
        job.pointee.kernels.pointee.gate(
          job.pointee.activation, job.pointee.columns, job.pointee.y(row), nil, job.pointee.y(row))
      }
    }
  }

  /// `x = cap * tanh(x * multiplier / cap)`; without a cap, `x *= multiplier`.
  public func finishLogits(_ x: Matrix, multiplier: Float, softcap: Float?) {
    for row in 0..<x.rows {
      let values = x.pointer + row * x.stride
      if multiplier != 1 { kernels.pointee.scale(x.columns, multiplier, values) }
      if let softcap { kernels.pointee.softcap(x.columns, softcap, values) }
    }
  }

  /// Sets all values to zero.
  public func clear(_ x: Matrix) {
    for row in 0..<x.rows { (x.pointer + row * x.stride).update(repeating: 0, count: x.columns) }
  }

  private func forEachRow(_ job: RowJob, _ body: @escaping RowJob.Body) {
    var job = job
    job.body = body
    job.rowsPerChunk = max(1, 8_192 / max(job.columns, 1))
    // A few rows cost less than handing them out.
    if job.rows * job.columns < 16_384 { job.rowsPerChunk = max(job.rows, 1) }
    pool.run(chunks: (job.rows + job.rowsPerChunk - 1) / job.rowsPerChunk, &job) {
      context, chunk, _ in
      let job = UnsafePointer(context.assumingMemoryBound(to: RowJob.self))
      let start = chunk * job.pointee.rowsPerChunk
      for row in start..<min(start + job.pointee.rowsPerChunk, job.pointee.rows) {
        job.pointee.body?(UnsafeRawPointer(job), row)
      }
    }
  }
}

/// An operation on each row of one or two matrices.
private struct RowJob {
  /// The operation on one row; a plain function, so that handing it out allocates nothing.
  typealias Body = @convention(c) (UnsafeRawPointer, Int) -> Void

  let kernels: UnsafePointer<ck_kernels>
  let xBase: UnsafeMutablePointer<Float>
  let yBase: UnsafeMutablePointer<Float>
  let xStride: Int
  let yStride: Int
  let rows: Int
  let columns: Int
  var weight: UnsafePointer<Float>?
  var bias: UnsafePointer<Float>?
  var epsilon: Float = 0
  var activation = CK_SILU
  var rowsPerChunk = 1
  var body: Body?

  init(kernels: UnsafePointer<ck_kernels>, x: Matrix, y: Matrix) {
    self.kernels = kernels
    xBase = x.pointer
    yBase = y.pointer
    xStride = x.stride
    yStride = y.stride
    rows = min(x.rows, y.rows)
    columns = x.columns
  }

  func x(_ row: Int) -> UnsafeMutablePointer<Float> { xBase + row * xStride }
  func y(_ row: Int) -> UnsafeMutablePointer<Float> { yBase + row * yStride }
}

extension Activation {
  var code: ck_activation {
    switch self {
    case .silu: CK_SILU
    case .geluTanh: CK_GELU_TANH
    case .gelu: CK_GELU_ERF
    case .relu: CK_RELU
    case .geluSigmoid: CK_GELU_SIGMOID
    }
  }
}
