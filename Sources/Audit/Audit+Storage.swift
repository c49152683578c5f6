import Machine
import PlainText

extension Audit {
  func solidState(_ rule: AuditRule) -> Finding {
    judgeDisks(rule, kind: .solidState, noun: "SSD", spare: 0)
  }

  /// Flash beyond what the guide asks of it serves where rotating disks are missing.
  func rotating(_ rule: AuditRule) -> Finding {
    let reserved = AuditRule.rules(for: profile).first { $0.check == .ssd }?.minimum ?? 0
    let flash = machine.storage.bytes(of: .solidState) ?? 0
    return judgeDisks(rule, kind: .rotating, noun: "HDD", spare: max(0, flash - reserved))
  }

  private func judgeDisks(
    _ rule: AuditRule, kind: Disk.Kind, noun: String, spare: Int
  ) -> Finding {
    let disks = machine.storage.disks
    guard let least = rule.minimum, let bytes = machine.storage.bytes(of: kind),
      let untold = machine.storage.bytes(of: .unknown)
    else { return .unknown(from: disks.source) }
    let needed = Double(least) * Self.acceptedFraction
    var found = "\(NumberText.disk(bytes)) of \(noun)"
    if untold > 0 { found += ", \(NumberText.disk(untold)) of unknown kind" }
    if Double(bytes) >= needed { return Finding(.pass, found, from: disks.source) }
    if Double(bytes) + Double(spare) >= needed {
      return Finding(
        .pass, found + ", and \(NumberText.disk(spare)) of SSD to spare", from: disks.source)
    }
    if Double(bytes) + Double(untold) >= needed {
      return Finding(
        .warn, found, from: disks.source,
        advice:
          "a virtual disk, a volume of a network or of a RAID controller does not tell what it "
          + "stands on: ask who provides it, or the controller's tool")
    }
    return Finding(.fail, found, from: disks.source)
  }

  func link(_ rule: AuditRule) -> Finding {
    let network = machine.network
    let evidence = "\(network.interfaces.source), \(network.fabricPorts.source)"
    guard let least = rule.minimum, let interfaces = network.interfaces.value else {
      return .unknown(from: evidence)
    }
    let links =
      interfaces.filter { $0.kind != .virtual }.map(Link.init)
      + (network.fabricPorts.value ?? []).map(Link.init)
    guard !links.isEmpty else {
      return .unknown(from: evidence, found: "no interface with hardware of its own")
    }
    let found = NameList.text(links.map(\.description))
    let fast = links.filter { ($0.bitsPerSecond ?? 0) >= least }
    if fast.contains(where: { $0.isUp != false }) { return Finding(.pass, found, from: evidence) }
    if !fast.isEmpty {
      return Finding(.warn, found, from: evidence, advice: "the fast link is down: connect it")
    }
    // A cable whose speed is not told may be fast; radio never tells it and is not.
    let cables = links.filter { $0.isCable }
    if cables.isEmpty || cables.contains(where: { $0.bitsPerSecond == nil && $0.isUp != false }) {
      return .unknown(from: evidence, found: found)
    }
    // Of cables that are all down nothing is known but that they are.
    if cables.allSatisfy({ $0.bitsPerSecond == nil }) {
      return Finding(
        .unknown, found, from: evidence, advice: "connect a cable: a link that is down has no speed"
      )
    }
    return Finding(.fail, found, from: evidence)
  }
}

/// A port that could carry the traffic of training.
private struct Link {
  let name: String
  let isUp: Bool?
  let bitsPerSecond: Int?
  /// Tells whether it is wired for traffic: no radio, no telephone.
  let isCable: Bool

  init(_ interface: NetworkInterface) {
    (name, isUp) = (interface.name, interface.isUp)
    bitsPerSecond = interface.bitsPerSecond
    isCable = [.ethernet, .infiniband].contains(interface.kind)
  }

  init(_ port: FabricPort) {
    (name, isUp, bitsPerSecond, isCable) = (port.name, port.isActive, port.bitsPerSecond, true)
  }

  var description: String {
    let speed = bitsPerSecond.map(NumberText.link) ?? "of unknown speed"
    return "\(name) \(speed)" + (isUp == false ? " (down)" : "")
  }
}
