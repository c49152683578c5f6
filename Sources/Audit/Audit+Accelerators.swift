import Machine
import PlainText

extension Audit {
  func trainingCards(_ rule: AuditRule) -> Finding {
    let report = machine.accelerators
    guard let cards = report.devices.value, let least = rule.minimum else {
      return Finding(
        .unknown, nil, from: cardEvidence, advice: report.libraryFailure.map(Self.advice))
    }
    let grades = cards.map(CardGrade.init)
    func count(_ wanted: CardGrade...) -> Int { grades.filter(wanted.contains).count }
    func finding(_ status: AuditCheck.Status, _ advice: String? = nil) -> Finding {
      Finding(status, description(of: cards), from: cardEvidence, advice: advice)
    }
    if count(.meets) >= least { return finding(.pass) }
    if count(.meets, .resembles) >= least {
      return finding(
        .warn,
        "enough cards, but not all are whole cards of that class: check memory, links and cooling")
    }
    if count(.meets, .resembles, .unknown) >= least { return finding(.unknown, unread(cards)) }
    // Where a driver is there, so is a card, whether the bus shows it or not.
    if let failure = report.libraryFailure, Self.driverIsThere(failure) {
      return Finding(
        .unknown, cards.isEmpty ? "none that answers" : description(of: cards),
        from: cardEvidence, advice: Self.advice(failure))
    }
    if count(.silent) > 0 { return finding(.fail, Self.silentAdvice) }
    if count(.lacksDriver) > 0 {
      return finding(
        .fail, "a card is there, but no driver that computes runs it: install its driver")
    }
    let failure = report.libraryFailure.map(Self.advice)
    return finding(.fail, failure.map { "\(rule.advice); if there are some: \($0)" })
  }

  private static let silentAdvice =
    "a card does not answer: look for Xid in the kernel's log, restart the machine, and see whether "
    + "the card is given to another container or virtual machine"

  /// Advice where cards are there, but not enough is known of them.
  private func unread(_ cards: [InstalledAccelerator]) -> String {
    if let failure = machine.accelerators.libraryFailure { return Self.advice(failure) }
    if cards.contains(where: { $0.isPartitioned == true && $0.instanceBytes == nil }) {
      return "cards are cut into instances of unknown size: see 'nvidia-smi -L', or switch MIG off"
    }
    return "model or memory of a card could not be read: see the driver's tool"
  }

  func optionalCards() -> Finding {
    let failure = machine.accelerators.libraryFailure
    guard let cards = machine.accelerators.devices.value else {
      return Finding(.unknown, nil, from: cardEvidence, advice: failure.map(Self.advice))
    }
    let isIdle = cards.contains { card in
      card.readiness == .withoutDriver || card.readiness == .silent
        || card.readiness == .bound && card.maker == .nvidia && !card.isIntegrated
    }
    let isBroken = failure.map(Self.driverIsThere) ?? false
    guard isIdle || isBroken else {
      return Finding(.pass, description(of: cards), from: cardEvidence)
    }
    let isSilent = cards.contains { $0.readiness == .silent }
    return Finding(
      .warn, cards.isEmpty ? "none that answers" : description(of: cards), from: cardEvidence,
      advice: failure.map(Self.advice) ?? (isSilent ? Self.silentAdvice : nil))
  }

  /// Tells whether a failure of NVIDIA's library shows that a driver of its cards is loaded.
  private static func driverIsThere(_ failure: GPULibraryError) -> Bool {
    switch failure {
    case .notFound: false
    case .missingFunction: true
    // 9: the driver is not loaded; 12: a library of it is missing.
    case .failed(_, let code): code != 9 && code != 12
    }
  }

  /// Advice on a failure of NVIDIA's library.
  private static func advice(_ failure: GPULibraryError) -> String {
    switch failure {
    case .notFound(let library):
      return "install NVIDIA's driver, which brings \(library); start a container with its GPUs"
    case .missingFunction: return "update NVIDIA's driver: its library is too old"
    case .failed(_, 4): return "no permission: look at the rights of /dev/nvidia*"
    case .failed(_, 9):
      return "load NVIDIA's driver ('modprobe nvidia'), or install it for this kernel"
    case .failed(_, 18):
      return "restart the machine: the driver in the kernel and its library are of two versions"
    case .failed: return "see 'nvidia-smi' and the kernel's log; restart the machine"
    }
  }

  /// Evidence on cards: the places looked at, and the reason that a library did not answer.
  private var cardEvidence: String {
    let report = machine.accelerators
    return report.devices.source + (report.libraryFailure.map { "; NVML: \($0)" } ?? "")
  }

  private func description(of cards: [InstalledAccelerator]) -> String {
    guard !cards.isEmpty else { return "none" }
    let names = cards.map(Self.description)
    var seen: [String] = []
    for name in names where !seen.contains(name) { seen.append(name) }
    return NameList.text(
      seen.map { name in "\(names.filter { $0 == name }.count) x \(name)" }, most: 4)
  }

  private static func description(of card: InstalledAccelerator) -> String {
    var parts = [card.name.value ?? "\(card.maker.rawValue) card of an unknown model"]
    if let bytes = card.memoryBytes.value {
      parts.append(NumberText.memory(bytes))
    } else if card.readiness == .ready, !card.isIntegrated {
      parts.append("memory unknown")
    }
    if card.isIntegrated { parts.append("integrated") }
    if card.isPart { parts.append("a part of a card") }
    if card.isPartitioned == true {
      let sizes = card.instanceBytes.map { NameList.text($0.map(NumberText.memory)) }
      parts.append("cut into instances of \(sizes ?? "unknown size")")
    }
    switch card.readiness {
    case .withoutDriver:
      parts.append(card.driver.map { "with \($0), which computes nothing" } ?? "without a driver")
    case .silent: parts.append("does not answer")
    case .ready, .bound: break
    }
    return parts.joined(separator: ", ")
  }
}
