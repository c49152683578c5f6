import Machine

extension Audit {
  func operatingSystem() -> Finding {
    let host = machine.host
    let evidence = host.systemID.source
    guard let id = host.systemID.value else {
      return .unknown(from: evidence, found: host.systemName.value)
    }
    let name = host.systemName.value ?? id
    let version = host.systemVersion.value ?? ""
    let release = SystemRelease(
      id: id,
      release: host.systemRelease.value ?? version.split(separator: " ").first.map(String.init),
      name: "\(name) \(version)")
    func warning(_ advice: String, _ found: String? = nil) -> Finding {
      Finding(.warn, found ?? name, from: evidence, advice: advice)
    }
    switch release.support {
    case .moving:
      return warning("it changes all the time, or is not released yet: take a stable release")
    case .ended: return warning("this release gets no updates any more: move on")
    case .until(let day) where today > day:
      return warning("this release got its last updates on \(day): move on")
    case .until(let day):
      let found = "\(name), updates until \(day)"
      if SystemRelease.shortSupported.contains(id) {
        return warning("its releases are supported for about a year", found)
      }
      if release.isInterim {
        return warning("releases without LTS are supported for nine months", found)
      }
      return Finding(.pass, found, from: evidence)
    case .unknown where SystemRelease.shortSupported.contains(id):
      return warning("its releases are supported for about a year")
    case .unknown:
      return Finding(
        .unknown, name, from: evidence,
        advice: "look up with its maker until when this release gets updates")
    }
  }

  func frameworks() -> Finding {
    let frameworks = machine.software.frameworks
    guard let known = frameworks.value else { return .unknown(from: frameworks.source) }
    let names = known.map { "\($0.framework.rawValue) \($0.version)" }
    let trains = known.contains { [.pytorch, .tensorflow, .jax].contains($0.framework) }
    // An environment elsewhere is not seen, so that none here is no proof.
    return Finding(
      trains ? .pass : .warn, names.isEmpty ? "none found" : NameList.text(names),
      from: frameworks.source)
  }

  func toolchain() -> Finding {
    let software = machine.software
    guard let tools = software.tools.value else { return .unknown(from: software.tools.source) }
    func has(_ tool: Tool) -> Bool { software.has(tool) == true }
    var missing: [String] = []
    if !has(.python3) { missing.append("python3") }
    if !has(.gcc), !has(.clang) { missing.append("gcc or clang") }
    if !has(.git) { missing.append("git") }
    let cards = machine.accelerators.devices.value ?? []
    if cards.contains(where: { $0.maker == .nvidia }), !has(.nvcc) { missing.append("nvcc") }
    let found = tools.map { tool in
      [tool.tool.rawValue, tool.version].compactMap(\.self).joined(separator: " ")
    }
    return Finding(
      missing.isEmpty ? .pass : .warn,
      found.isEmpty ? "none" : NameList.text(found, most: Tool.allCases.count),
      from: tools.isEmpty
        ? software.tools.source
        : NameList.text(tools.map(\.path), most: Tool.allCases.count),
      advice: missing.isEmpty ? nil : "install " + missing.joined(separator: ", "))
  }

  func firewall() -> Finding {
    let firewall = machine.firewall
    let evidence =
      firewall.evidence.isEmpty
      ? firewall.state.source : firewall.evidence.joined(separator: "; ")
    let name = firewall.manager?.rawValue ?? "none"
    switch firewall.state.value {
    case .active?: return Finding(.pass, "\(name), active", from: evidence)
    case .configured?:
      return Finding(
        .warn, "\(name), set up", from: evidence,
        advice: "nothing shows that it runs for all packets: start it, and list its rules as root")
    case .absent?:
      let found = firewall.manager == nil ? "none" : "\(name), switched off"
      // A board without a way out is not faced with external networks.
      return Finding(profile == .training ? .fail : .warn, found, from: evidence)
    case nil:
      return Finding(
        .unknown, nil, from: evidence,
        advice: "list the rules as root: 'nft list ruleset', 'iptables -S'")
    }
  }

  func isolation() -> Finding {
    let route = machine.network.hasDefaultRoute
    switch route.value {
    case false?: return Finding(.pass, "no way to other networks", from: route.source)
    case true?: return .unknown(from: route.source, found: "there is a way to other networks")
    case nil: return .unknown(from: route.source)
    }
  }
}
