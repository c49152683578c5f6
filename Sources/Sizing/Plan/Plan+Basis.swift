import ModelSpec

extension Plan {
  /// Basis of the number of parameters.
  public var parametersBasis: Basis {
    let isTold = subject.isCounted && ![.size, .catalogue].contains(subject.source)
    return subject.spec != nil || isTold ? .exact : .modelled
  }

  /// Basis of the memory of inference: that of the least certain of its lines.
  public var inferenceBasis: Basis {
    if let inference { return Basis.leastCertain(inference.lines.map(\.basis)) }
    return request.precision == nil && subject.storedWeights != nil ? .exact : .modelled
  }

  /// Basis of the memory of training: that of the least certain of its lines.
  public var trainingBasis: Basis {
    guard let training else { return .modelled }
    return Basis.leastCertain(training.stages.flatMap { $0.lines.map(\.basis) })
  }

  /// Tells whether all parameters are trained, which is what the scaling law is about.
  public var isPretraining: Bool { request.training?.method.adapters == nil }
}
