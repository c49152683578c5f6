import ModelSpec

/// Several plans in one table: a row for each model, a cell for each of its accelerators.
public struct Comparison: Sendable, Hashable {
  /// One model as it was planned.
  public struct Row: Sendable, Hashable {
    /// The model's name.
    public var name: String
    /// Parameters.
    public var parameters: Int
    /// Parameters that work on one token, or `nil` where the architecture is not known.
    public var activeParameters: Int?
    /// Storage format of the weights.
    public var precision: String
    /// Positions of a sequence, or `nil`.
    public var context: Int?
    /// Sequences at once.
    public var batch: Int
    /// Bytes of the weights.
    public var weightsBytes: Int
    /// Bytes of keys and values for a position, or `nil`.
    public var cacheBytesPerToken: Int?
    /// Bytes of keys and values, or `nil`.
    public var cacheBytes: Int?
    /// Bytes of inference, or `nil`.
    public var inferenceBytes: Int?
    /// Bytes of training over all devices, where training was asked for, or `nil`.
    public var trainingBytes: Int?
    /// Method of training, where training was asked for: then loads are those of training.
    public var trainingMethod: String?
    /// Operations of one token's forward pass, or `nil`.
    public var forwardOperationsPerToken: Double?
    /// Its accelerators, in the order asked.
    public var fits: [AcceleratorFit]
  }

  /// The rows, in the order of the plans.
  public var rows: [Row]

  /// Sets plans side by side.
  public init(_ plans: [Plan]) {
    rows = plans.map { plan in
      Row(
        name: plan.subject.name, parameters: plan.subject.parameters,
        activeParameters: plan.parameters?.active,
        precision: plan.precisionName,
        context: plan.inference?.request.context, batch: plan.request.batch,
        weightsBytes: plan.weightsBytes, cacheBytesPerToken: plan.inference?.cacheBytesPerToken,
        cacheBytes: plan.inference?.cacheBytes, inferenceBytes: plan.inference?.totalBytes,
        trainingBytes: plan.request.training == nil ? nil : plan.training?.totalBytes,
        trainingMethod: plan.request.training?.method.name,
        forwardOperationsPerToken: plan.operations?.forwardPerToken.total, fits: plan.fits)
    }
  }
}
