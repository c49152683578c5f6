import ModelSpec
import Tensors

extension Transformer {
  /// A sparse mixture of experts: each row goes to the experts that its router likes best, and their outputs are added,
  /// each times its share (arXiv 1701.06538, section 2; arXiv 2401.04088, section 2.1).
  ///
  /// Rows of one expert are gathered, so that each expert's weights are read once; shares are added in the order of the
  /// experts.
  func mixture(
    _ x: Matrix, _ spec: MixtureSpec, _ router: Linear, _ experts: [DenseWeights], into y: Matrix
  ) {
    guard let storage = workspace.router, let gathered = workspace.gathered else {
      preconditionFailure("the workspace was sized for the model")
    }
    let shares = Matrix(storage: storage, rows: x.rows, columns: spec.expertCount)
    device.project(x, router.projection(into: shares), scratch: workspace.projection)
    device.softmax(shares)
    for row in 0..<x.rows {
      shares.withMutableRow(row) { keepLargest(&$0, spec) }
    }
    device.clear(y)
    for (expert, weights) in experts.enumerated() {
      var count = 0
      for row in 0..<x.rows where shares.withRow(row, { $0[expert] }) > 0 {
        device.copy(x, row: row, to: gathered, row: count)
        count += 1
      }
      guard count > 0 else { continue }
      let rows = gathered.prefix(count)
      feedForward(rows, spec.expert, weights, into: rows)
      var index = 0
      for row in 0..<x.rows {
        let share = shares.withRow(row) { $0[expert] }
        guard share > 0 else { continue }
        device.addScaled(rows, row: index, share: share, to: y, row: row)
        index += 1
      }
    }
  }

  /// Sets all but the largest shares to zero; of equal ones the first stay.
  private func keepLargest(_ shares: inout MutableSpan<Float>, _ spec: MixtureSpec) {
    var kept: Float = 0
    var (bound, boundIndex) = (Float.infinity, -1)
    for _ in 0..<spec.expertsPerToken {
      // The largest share after (bound, boundIndex) in descending order.
      var (best, bestIndex) = (-Float.infinity, -1)
      for expert in shares.indices {
        let share = shares[expert]
        let isAfter = share < bound || (share == bound && expert > boundIndex)
        if isAfter, share > best { (best, bestIndex) = (share, expert) }
      }
      (bound, boundIndex) = (best, bestIndex)
      kept += best
    }
    for expert in shares.indices {
      let share = shares[expert]
      let isKept = share > bound || (share == bound && expert <= boundIndex)
      shares[expert] = isKept ? (spec.renormalizesShares ? share / kept : share) : 0
    }
  }
}
