public import Machine

/// The outcome of an audit of a machine.
public struct AuditReport: Sendable, Hashable {
  /// Purpose of the machine.
  public var profile: AuditProfile
  /// The checks, in the order of the rules.
  public var checks: [AuditCheck]
  /// The machine that was audited.
  public var machine: MachineReport

  /// The verdict on a machine: fit or not.
  public enum Verdict: String, Sendable, Hashable {
    /// No check failed, and what the profile cannot do without is known.
    case fit
    /// A check failed.
    case unfit
    /// No check failed, but something that the profile cannot do without could not be read.
    case unknown
  }

  /// Verdict on the machine: fit or not.
  public var verdict: Verdict {
    if count(of: .fail) > 0 { return .unfit }
    return missing.isEmpty ? .fit : .unknown
  }

  /// Tells whether the machine is known to be fit.
  public var passes: Bool { verdict == .fit }

  /// The checks that came to nothing, and that the profile cannot do without.
  public var missing: [AuditCheck] {
    checks.filter { $0.status == .unknown && profile.essentials.contains($0.id) }
  }

  /// Number of checks that came to this.
  public func count(of status: AuditCheck.Status) -> Int {
    checks.filter { $0.status == status }.count
  }

  /// The check of a thing; `nil` if the profile does not check it.
  public subscript(id: AuditCheck.ID) -> AuditCheck? { checks.first { $0.id == id } }
}
