import ModelSpec

extension Plan {
  /// How the number of parameters is known.
  public var parametersBasis: Basis {
    let isTold = subject.isCounted && ![.size, .catalogue].contains(subject.source)
    return subject.spec != nil || isTold ? .exact : .modelled
  }

  /// How the memory of inference is known: as the least certain of its lines.
  public var inferenceBasis: Basis {
    if let inference { return Basis.leastCertain(inference.lines.map(\.basis)) }
    return request.precision == nil && subject.storedWeights != nil ? .exact : .modelled
  }

  /// How the memory of training is known: as the least certain of its lines.
  public var trainingBasis: Basis {
    guard let training else { return .modelled }
    return Basis.leastCertain(training.stages.flatMap { $0.lines.map(\.basis) })
  }

  /// Whether all parameters are trained, which is what the scaling law is about.
  public var isPretraining: Bool { request.training?.method.adapters == nil }
}
