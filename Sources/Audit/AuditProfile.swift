/// The purpose of a machine.
public enum AuditProfile: String, Sendable, Hashable, CaseIterable {
  /// A node that trains large models.
  case training
  /// A machine that runs models.
  case inference
  /// A small computer with sensors and actuators, on which agents act.
  case edge

  /// Checks without which nothing can be said of the whole; all others are worth a look by hand.
  public var essentials: Set<AuditCheck.ID> {
    switch self {
    case .training: [.cores, .accelerators, .memory, .ssd]
    case .inference: [.cores, .memory]
    case .edge: [.board, .memory, .actuators]
    }
  }
}
