public import Machine

/// What an audit of a machine came to.
public struct AuditReport: Sendable, Hashable {
  /// What the machine is to be used for.
  public var profile: AuditProfile
  /// The checks, in the order of the rules.
  public var checks: [AuditCheck]
  /// The machine that was audited.
  public var machine: MachineReport

  /// Whether the machine is fit.
  public enum Verdict: String, Sendable, Hashable {
    /// No check failed, and what the profile cannot do without is known.
    case fit
    /// A check failed.
    case unfit
    /// No check failed, but something that the profile cannot do without could not be read.
    case unknown
  }

  /// Whether the machine is fit.
  public var verdict: Verdict {
    if count(of: .fail) > 0 { return .unfit }
    return missing.isEmpty ? .fit : .unknown
  }

  /// Whether the machine is known to be fit.
  public var passes: Bool { verdict == .fit }

  /// The checks that came to nothing, and that the profile cannot do without.
  public var missing: [AuditCheck] {
    checks.filter { $0.status == .unknown && profile.essentials.contains($0.id) }
  }

  /// How many checks came to this.
  public func count(of status: AuditCheck.Status) -> Int {
    checks.filter { $0.status == status }.count
  }

  /// The check of a thing; `nil` if the profile does not check it.
  public subscript(id: AuditCheck.ID) -> AuditCheck? { checks.first { $0.id == id } }
}
