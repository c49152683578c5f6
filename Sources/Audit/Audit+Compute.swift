import Machine
import PlainText

extension Audit {
  /// Names of processors that are made for servers.
  private static let serverProcessors = [
    "Xeon", "EPYC", "Neoverse", "Ampere", "Grace", "Threadripper PRO", "POWER9", "POWER10",
  ]

  func cores(_ rule: AuditRule) -> Finding {
    let processor = machine.processor
    guard let least = rule.minimum else { return .unknown(from: processor.cores.source) }
    guard let cores = processor.cores.value else { return threads(least) }
    let name = processor.name.value
    let found = [NumberText.plainCount(cores, "core"), name ?? "of an unknown model"]
      .joined(separator: ", ")
    let evidence = processor.cores.source
    if cores < least {
      return Finding(profile == .inference ? .warn : .fail, found, from: evidence)
    }
    if let limited = limitedCores(least, of: cores, found) { return limited }
    if profile == .inference { return Finding(.pass, found, from: evidence) }
    let isServer = name.map { name in Self.serverProcessors.contains(where: name.contains) }
    if isServer == true { return Finding(.pass, found, from: evidence) }
    return Finding(
      .warn, found, from: evidence,
      advice: "enough cores, but no known server processor: count memory channels and PCIe lanes")
  }

  /// A control group's quota or set of processors is no limit of the machine, but one of this
  /// process.
  private func limitedCores(_ least: Int, of cores: Int?, _ found: String) -> Finding? {
    let allowed = machine.processor.allowedCores
    guard let count = allowed.value, count < least, count < cores ?? .max else { return nil }
    return Finding(
      .warn, "\(found), of which this process may use \(count)", from: allowed.source,
      advice: "raise the processor limit of the container or service")
  }

  /// A core has at least one thread, so too few threads are too few cores.
  private func threads(_ least: Int) -> Finding {
    let threads = machine.processor.threads
    guard let count = threads.value else { return .unknown(from: threads.source) }
    let found = NumberText.plainCount(count, "hardware thread") + ", cores unknown"
    guard count < least else {
      return limitedCores(least, of: nil, found) ?? .unknown(from: threads.source, found: found)
    }
    return Finding(profile == .inference ? .warn : .fail, found, from: threads.source)
  }

  func vectorInstructions() -> Finding {
    let features = machine.processor.features
    guard let known = features.value else { return .unknown(from: features.source) }
    let hasVectors =
      Set(known).isSuperset(of: [.avx2, .fma]) || known.contains(.asimd) || known.contains(.neon)
    let names = known.map(\.rawValue)
    return Finding(
      hasVectors ? .pass : .warn,
      names.isEmpty ? "none of those known" : names.joined(separator: " "), from: features.source)
  }

  func installedMemory(_ least: Int) -> Finding {
    let memory = machine.memory
    guard let total = memory.total.value else { return .unknown(from: memory.total.source) }
    let needed = Double(least) * Self.acceptedFraction
    let found = NumberText.memory(total)
    if Double(total) < needed { return Finding(.fail, found, from: memory.total.source) }
    // Other programs' use of memory is no limit of the machine; a control group's is one of
    // this process.
    if let allowed = memory.allowed.value, let available = memory.available.value,
      allowed < available, Double(allowed) < needed
    {
      return Finding(
        .warn, found + ", of which a control group leaves \(NumberText.memory(allowed))",
        from: memory.allowed.source, advice: "raise the memory limit of the container or service")
    }
    return Finding(.pass, found, from: memory.total.source)
  }

  /// Gemma 2B: 2,506,434,560 parameters (arXiv 2403.08295), of 2 bytes (BF16) or half a byte
  /// (4 bit).
  private var yardstick: (name: String, bytes: Int) {
    profile == .edge
      ? ("Gemma 2B at 4 bits", 2_506_434_560 / 2) : ("Gemma 2B in BF16", 2_506_434_560 * 2)
  }

  /// Finding on the room for the model.
  private func room(_ found: Int, _ text: String, from evidence: String) -> Finding {
    guard let modelBytes else {
      let (name, bytes) = yardstick
      return Finding(
        found >= bytes ? .pass : .warn, text, from: evidence,
        required: "room for \(name), \(NumberText.memory(bytes)), as a yardstick")
    }
    return Finding(
      found >= modelBytes ? .pass : .fail, text, from: evidence,
      required: "room for the model, \(NumberText.memory(modelBytes))")
  }

  func freeMemory() -> Finding {
    let memory = machine.memory
    guard let allowed = memory.allowed.value else { return .unknown(from: memory.allowed.source) }
    let total = memory.total.value.map { " of \(NumberText.memory($0))" } ?? ""
    return room(allowed, NumberText.memory(allowed) + total, from: memory.allowed.source)
  }

  func freeDisk() -> Finding {
    guard let room = machine.storage.room else {
      return .unknown(from: "no folder was asked for")
    }
    return self.room(
      room.freeBytes, "\(NumberText.memory(room.freeBytes)) in \(room.folder)", from: room.folder)
  }

  func memoryBandwidth() -> Finding {
    guard let readBytesPerSecond else { return .unknown(from: "not measured") }
    return Finding(
      .pass, NumberText.tenths(readBytesPerSecond / 1e9) + " GB/s", from: "measured here")
  }
}
