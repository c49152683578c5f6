/// Finds programs and Python packages by their names.
struct SoftwareReader {
  let system: SystemTree
  let searchPath: [String]
  let packageFolders: [String]

  /// Longer search paths are cut.
  private static let mostFolders = 256

  func read() -> SoftwareReport {
    var report = SoftwareReport()
    // The CUDA toolkit is often outside of the path.
    var seen: Set<String> = []
    let programs = (searchPath + ["/usr/local/cuda/bin"]).prefix(Self.mostFolders)
      .map(Self.relative).filter { seen.insert($0).inserted && system.isFolder($0) }
    if !searchPath.isEmpty {
      let names = programs.map { "/" + $0 }.joined(separator: ":")
      let tools = Tool.allCases.compactMap { tool in
        programs.lazy.compactMap { installed(tool, $0) }.first
      }
      let isKnown = !programs.isEmpty
      report.tools = Fact(
        isKnown ? tools : nil,
        from: SystemTree.cleaned(names) ?? searchPath.prefix(8).joined(separator: ":"))
    }
    let packages = packageRoots()
    if !packages.isEmpty {
      report.frameworks = Fact(
        packages.flatMap(frameworks),
        from: packages.prefix(8).map { "/" + $0 }.joined(separator: ", "))
    }
    return report
  }

  private static func relative(_ path: String) -> String { String(path.drop { $0 == "/" }) }

  private func installed(_ tool: Tool, _ folder: String) -> InstalledTool? {
    let path = "\(folder)/\(tool.rawValue)"
    guard system.isExecutable(path) else { return nil }
    // gcc -> gcc-12, python3 -> python3.11, cuda -> cuda-12.4
    let link =
      tool == .nvcc ? system.linkTarget("usr/local/cuda") : system.linkTarget(path)
    let version = link?.split(separator: "/").last.flatMap { Self.version(String($0)) }
    return InstalledTool(tool: tool, path: "/" + path, version: version)
  }

  /// The number that a name ends with.
  private static func version(_ name: String) -> String? {
    let digits = name.reversed().prefix { $0 == "." || ("0"..."9").contains($0) }
    let version = String(digits.reversed()).drop { $0 == "." }
    return version.isEmpty ? nil : String(version)
  }

  /// The system's folders of packages, those of the Pythons of the search path, and those that were
  /// given.
  private func packageRoots() -> [String] {
    var roots = packageFolders.prefix(Self.mostFolders).map(Self.relative)
    let libraries =
      ["usr/lib", "usr/local/lib"] + searchPath.prefix(Self.mostFolders).flatMap(libraries)
      + roots.map { $0 + "/lib" }
    for folder in libraries {
      let versions = system.names(in: folder).filter { $0.hasPrefix("python3") }.prefix(16)
      for version in versions {
        roots += ["dist-packages", "site-packages"].map { "\(folder)/\(version)/\($0)" }
      }
    }
    var seen: Set<String> = []
    return roots.filter { seen.insert($0).inserted && system.isFolder($0) }
  }

  /// Folders of libraries beside a folder of programs: `bin` has its `lib`, and the stand-ins of
  /// pyenv start a version's own.
  private func libraries(beside programs: String) -> [String] {
    let parts = programs.split(separator: "/")
    let parent = parts.dropLast().joined(separator: "/")
    switch parts.last {
    case "bin"?: return [parent + "/lib"]
    case "shims"?:
      return system.names(in: parent + "/versions").prefix(16).map {
        "\(parent)/versions/\($0)/lib"
      }
    default: return []
    }
  }

  /// A package's folder of metadata is `name-version.dist-info` (PyPA, recording
  /// installed projects).
  private func frameworks(_ folder: String) -> [InstalledFramework] {
    system.names(in: folder).compactMap { name in
      guard name.hasSuffix(".dist-info") else { return nil }
      let parts = name.dropLast(10).split(separator: "-", maxSplits: 1)
      guard parts.count == 2, let framework = Framework(rawValue: parts[0].lowercased()),
        let version = SystemTree.cleaned(String(parts[1]))
      else { return nil }
      return InstalledFramework(framework: framework, version: version, folder: "/" + folder)
    }
  }
}
