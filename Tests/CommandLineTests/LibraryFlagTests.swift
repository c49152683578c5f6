import Foundation
import Testing

/// Libraries serve more than one command line: a server's user has no flags.
@Suite("Flags in libraries")
struct LibraryFlagTests {
  /// Files whose texts may hold words that begin with two dashes, and why.
  private static let allowed = [
    "Reports/PlanFlag.swift": "the contract of `plan --json`: the flag that makes a change",
    "Sizing/Layout/LaunchFile+Kubernetes.swift": "arguments of mpirun, which a launch file starts",
    "Sizing/Layout/LaunchFile+Slurm.swift": "directives of Slurm, and arguments of mpirun",
    "ModelHub/Packages/PackageFetch.swift": "arguments of pip, which is started",
    "Machine/Firewall/SavedRules.swift": "the rules of iptables, which are read",
    "Charts/Palette+StyleSheet.swift": "variables of a style sheet",
    "Reports/Page/PageStyle.swift": "variables of a style sheet",
  ]

  /// Whole command lines in quotes, which are told as they are: not a flag of the command that
  /// somebody is in.
  private static var commandLine: Regex<Substring> { /'carat [^']*'/ }

  private static var sources: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources")
  }

  @Test("no text of a library but the command's own names a flag")
  func flags() throws {
    var found: Set<String> = []
    var read = 0
    let files = FileManager.default.enumerator(at: Self.sources, includingPropertiesForKeys: nil)
    for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
      let name = file.path.dropFirst(Self.sources.path.count + 1)
      guard !name.hasPrefix("carat/"), !name.hasPrefix("_") else { continue }
      read += 1
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        // Code itself has no such words: those that stand there are parts of texts.
        let code = line.replacing(/(?:^|\s)\/\/.*/, with: "").replacing(Self.commandLine, with: "")
        guard code.contains(/--[a-z]/) else { continue }
        found.insert(String(name))
        #expect(Self.allowed[String(name)] != nil, "\(name): \(line)")
      }
    }
    #expect(read > 400)
    // What is allowed without need hides what comes later.
    for name in Self.allowed.keys { #expect(found.contains(name), "\(name) names no flag") }
  }
}
