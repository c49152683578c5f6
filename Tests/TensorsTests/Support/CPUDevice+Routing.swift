import ModelSpec
import Tensors

extension CPUDevice {
  /// Routes each row to every expert.
  func routeAll(_ logits: [[Float]]) throws -> Routing {
    let experts = logits[0].count
    let spec = MixtureSpec(
      expertCount: experts, expertsPerToken: experts,
      expert: DenseSpec(hiddenDimension: 1, activation: .silu), renormalizesShares: false)
    let routes = try routes(rows: logits.count, experts: experts, perToken: experts)
    route(try Matrix(logits), spec, into: routes)
    var routing = Routing()
    readBack(routes, into: &routing)
    return routing
  }
}
