/// The model that a number of days on some accelerators buys, spent best (Chinchilla,
/// arXiv 2203.15556).
public struct TrainingBudget: Sendable, Hashable {
  /// Days of all accelerators.
  public var days: Double
  /// The accelerators.
  public var selection: AcceleratorSelection
  /// Operations at the assumed share of the dense peak.
  public var operations: Double

  /// Parameters that those operations train best: sqrt(C / 120).
  public var parameters: Double { ScalingLaw.optimalParameters(operations: operations) }
  /// Tokens to train them on: 20 for each.
  public var tokens: Double { ScalingLaw.optimalTokens(parameters: parameters) }
  /// The loss to expect there, in nats a token on the paper's data.
  public var loss: Double { ScalingLaw.loss(parameters: parameters, tokens: tokens) }

  /// Tokens for a model of this size with the same operations: C / 6 N.
  public func tokens(forParameters count: Double) -> Double { operations / (6 * count) }
}

extension Plan {
  /// The budget of the days that were asked about, on the first accelerators whose rate is known.
  public var budget: TrainingBudget? {
    guard let days = request.days, let fit = fits.first(where: { $0.run != nil }),
      let run = fit.run
    else { return nil }
    return TrainingBudget(
      days: days, selection: fit.selection,
      operations: ScalingLaw.budget(
        accelerators: run.accelerators, densePeak: run.densePeak, days: days,
        utilization: run.utilization))
  }
}
