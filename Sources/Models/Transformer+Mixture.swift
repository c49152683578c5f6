import ModelSpec
import Tensors

extension Transformer {
  /// A sparse mixture of experts: each row goes to the experts that its router likes best, and
  /// their outputs are added, each times its share (arXiv 1701.06538, section 2; arXiv 2401.04088,
  /// section 2.1).
  ///
  /// Rows of one expert are gathered, so that each expert's weights are read once; shares are added
  /// in the order of the experts.
  func mixture(
    _ x: Matrix, _ spec: MixtureSpec, _ router: Linear, _ experts: [DenseWeights], into y: Matrix
  ) {
    guard let memory = workspace.mixture else {
      preconditionFailure("the workspace was sized for the model")
    }
    let logits = Matrix(storage: memory.router, rows: x.rows, columns: spec.expertCount)
    device.project(x, router.projection(into: logits), scratch: workspace.projection)
    device.route(logits, spec, into: memory.routes)
    device.readBack(memory.routes, into: &routing)
    device.clear(y)
    for (expert, weights) in experts.enumerated() {
      let places = routing.places(of: expert)
      guard !places.isEmpty else { continue }
      let rows = memory.gathered.prefix(places.count)  // [rows of the expert, model]
      device.gather(x, rows: routing.rows.span.extracting(places), into: rows)
      feedForward(rows, spec.expert, weights, into: rows)
      device.addScaled(
        rows, shares: routing.shares.span.extracting(places), to: y,
        rows: routing.rows.span.extracting(places))
    }
  }
}
