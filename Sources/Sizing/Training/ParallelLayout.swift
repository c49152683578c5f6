/// A spread of training over devices: `tensor` x `pipeline` x `data` of them.
public struct ParallelLayout: Sendable, Hashable {
  /// Devices that share each matrix (arXiv 1909.08053).
  public var tensor: Int
  /// Stages that the layers are cut into.
  public var pipeline: Int
  /// Replicas, each with its own micro-batches.
  public var data: Int
  /// Tells whether norms and dropouts of the tensor-parallel devices share the sequence (arXiv
  /// 2205.05198, section 4.2.2).
  public var isSequenceParallel: Bool
  /// Pieces of the model that a stage holds (arXiv 2104.04473, section 2.2); 1 is the plain
  /// 1F1B schedule.
  public var interleave: Int

  /// A layout; one device unless told.
  public init(
    tensor: Int = 1, pipeline: Int = 1, data: Int = 1, isSequenceParallel: Bool = false,
    interleave: Int = 1
  ) {
    self.tensor = tensor
    self.pipeline = pipeline
    self.data = data
    self.isSequenceParallel = isSequenceParallel
    self.interleave = interleave
  }

  /// Devices in all; `Int.max` beyond that.
  public var devices: Int {
    let (shards, first) = tensor.multipliedReportingOverflow(by: pipeline)
    let (all, second) = shards.multipliedReportingOverflow(by: data)
    return first || second ? Int.max : all
  }
}

/// The tensors that replicas divide among themselves instead of each keeping all of it (ZeRO,
/// arXiv 1910.02054).
public enum ZeroStage: Int, Sendable, Hashable, CaseIterable, Comparable {
  /// Nothing.
  case none = 0
  /// The master copy and the optimizer's state.
  case optimizer = 1
  /// Gradients as well.
  case gradients = 2
  /// Weights as well; each layer is gathered when it is needed.
  case weights = 3

  /// Orders stages by what is divided.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
