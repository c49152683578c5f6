public import Machine

/// Judges a machine by what a profile requires.
///
/// What could not be read is unknown, and neither passes nor fails.
public struct Audit: Sendable {
  /// Facts known of the machine.
  public var machine: MachineReport
  /// Purpose that it is audited for.
  public var profile: AuditProfile
  /// Bytes of the model that is to run; `nil` takes Gemma 2B as a yardstick, and only warns if it
  /// does not fit.
  public var modelBytes: Int?
  /// Speed of reading memory, in bytes per second, if it was measured.
  public var readBytesPerSecond: Double?

  /// The day as of which releases of systems are judged.
  public var today: CalendarDay

  /// Sizes are met with this part of what is asked for.
  ///
  /// A machine sold with 128 GB has 128 GiB, 137.4 GB, of which firmware and kernel keep some; one
  /// sold with decimal units, or in the next smaller class, such as 1.92 TB drives, is meant to
  /// meet the guide as well.
  public static let acceptedFraction = 0.95

  /// An audit of a machine.
  ///
  /// - Parameter today: The day as of which releases are judged; `nil` takes the one that their
  ///   table is of.
  public init(
    of machine: MachineReport, for profile: AuditProfile, modelBytes: Int? = nil,
    readBytesPerSecond: Double? = nil, today: CalendarDay? = nil
  ) {
    self.today = today ?? SystemRelease.checkedOn
    self.machine = machine
    self.profile = profile
    self.modelBytes = modelBytes
    self.readBytesPerSecond = readBytesPerSecond
  }

  /// All checks of the profile.
  public func report() -> AuditReport {
    let checks = AuditRule.rules(for: profile).map { rule -> AuditCheck in
      let finding = finding(for: rule)
      return AuditCheck(
        id: rule.check, title: rule.title, status: finding.status, found: finding.found,
        required: finding.required ?? rule.required, requiredBy: rule.source,
        advice: finding.status == .pass ? nil : finding.advice ?? rule.advice,
        evidence: finding.evidence)
    }
    return AuditReport(profile: profile, checks: checks, machine: machine)
  }

  /// The finding on one rule.
  struct Finding {
    var status: AuditCheck.Status
    var found: String?
    var evidence: String
    /// More exact than the rule's own, or `nil`.
    var required: String?
    /// More exact than the rule's own, or `nil`.
    var advice: String?

    init(
      _ status: AuditCheck.Status, _ found: String?, from evidence: String,
      required: String? = nil, advice: String? = nil
    ) {
      self.status = status
      self.found = found
      self.evidence = evidence
      self.required = required
      self.advice = advice
    }

    /// Finding of a rule for which nothing could be read.
    static func unknown(from evidence: String, found: String? = nil) -> Finding {
      Finding(.unknown, found, from: evidence)
    }
  }

  private func finding(for rule: AuditRule) -> Finding {
    switch rule.check {
    case .cores: cores(rule)
    case .vectorInstructions: vectorInstructions()
    case .accelerators: profile == .training ? trainingCards(rule) : optionalCards()
    case .memory: rule.minimum.map(installedMemory) ?? freeMemory()
    case .memoryBandwidth: memoryBandwidth()
    case .ssd: solidState(rule)
    case .hdd: rotating(rule)
    case .freeDisk: freeDisk()
    case .network: link(rule)
    case .operatingSystem: operatingSystem()
    case .frameworks: frameworks()
    case .toolchain: toolchain()
    case .ups: uninterruptibleSupply()
    case .cooling: fans()
    case .temperature: temperatures()
    case .firewall: firewall()
    case .isolation: isolation()
    case .rack, .networkSwitch, .physicalProtection: .unknown(from: "nothing that a program reads")
    case .board: board()
    case .sensors: sensors()
    case .actuators: actuators()
    case .cameras: cameras()
    case .supplyVoltage: supplyVoltage()
    }
  }
}
