/// The parameters and tokens that a budget of operations buys (Chinchilla, arXiv 2203.15556).
public enum ScalingLaw {
  /// Tokens for each parameter at which a budget is spent best, about.
  public static let tokensPerParameter = 20.0

  /// D = 20 N.
  public static func optimalTokens(parameters: Double) -> Double {
    tokensPerParameter * parameters
  }

  /// N = sqrt(C / 120), from C = 6 N D and D = 20 N.
  public static func optimalParameters(operations: Double) -> Double {
    (operations / (6 * tokensPerParameter)).squareRoot()
  }

  /// L = 1.69 + 406.4 / N^0.34 + 410.7 / D^0.28 in nats a token, on the paper's data (section 3.3);
  /// a replication finds other constants (arXiv 2404.10102).
  public static func loss(parameters: Double, tokens: Double) -> Double {
    1.69 + 406.4 / power(parameters, 0.34) + 410.7 / power(tokens, 0.28)
  }

  /// Operations that accelerators do in some days.
  ///
  /// - Parameters:
  ///   - densePeak: Dense operations per second of one accelerator.
  ///   - utilization: Share of the peak that is reached.
  public static func budget(
    accelerators: Int, densePeak: Double, days: Double,
    utilization: Double = TrainingRun.assumedUtilization
  ) -> Double {
    Double(accelerators) * densePeak * utilization * days * 86_400
  }
}
