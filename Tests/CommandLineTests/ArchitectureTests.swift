import Foundation
import Testing

/// The package as it is declared, and as the documents and the sources have it.
@Suite("Architecture")
struct ArchitectureTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The targets of Package.swift, but those for tests, with the targets that each declares.
  private static func declared() throws -> [String: Set<String>] {
    let text = try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
    var targets: [String: Set<String>] = [:]
    for part in text.components(separatedBy: ".target(").dropFirst()
      + text.components(separatedBy: ".executableTarget(").dropFirst()
    {
      let entry = part.prefix { $0 != "#" }
      // Up to the next entry of the list.
      let end = entry.range(of: "\n    .")?.lowerBound ?? entry.endIndex
      let body = entry[..<end]
      guard let name = body.firstMatch(of: /name: "(\w+)"/)?.1, !name.hasPrefix("_") else {
        continue
      }
      let list = body.firstMatch(of: /dependencies: \[((?:[^\[\]]|\n)*)\]/)?.1 ?? ""
      let own = list.replacing(/\.product\([^)]*\)/, with: "")
      targets[String(name)] = Set(own.matches(of: /"(\w+)"/).map { String($0.1) })
    }
    return targets
  }

  @Test("docs/architecture.md names every target and what it imports, as Package.swift declares")
  func page() throws {
    let page = try String(
      contentsOf: Self.root.appending(path: "docs/architecture.md"), encoding: .utf8)
    var told: [String: Set<String>] = [:]
    for line in page.split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false)
      guard cells.count == 5, let name = cells[1].firstMatch(of: /`(\w+)`/)?.1 else { continue }
      told[String(name)] = Set(cells[3].matches(of: /`(\w+)`/).map { String($0.1) })
    }
    let declared = try Self.declared()
    #expect(declared.count > 12)
    #expect(told == declared)
  }

  @Test("every declared target is imported somewhere in the target that declares it")
  func imports() throws {
    for (target, dependencies) in try Self.declared() {
      let folder = Self.root.appending(path: "Sources/\(target)")
      let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
      var imported: Set<String> = []
      for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
        let text = try String(contentsOf: file, encoding: .utf8)
        for match in text.matches(of: /(?:^|\n)\s*(?:@\w+ )?(?:\w+ )?import (\w+)/) {
          imported.insert(String(match.1))
        }
      }
      #expect(dependencies.subtracting(imported).isEmpty, "\(target)")
    }
  }

  @Test("of Foundation only its essentials are imported: the rest brings tables of all languages")
  func essentials() throws {
    let folder = Self.root.appending(path: "Sources")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
      // What serves tests may import all of it.
      guard !file.pathComponents.contains(where: { $0.hasPrefix("_") }) else { continue }
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(text.firstMatch(of: /(?:^|\n)(?:\w+ )?import Foundation\n/) == nil, "\(file.path)")
    }
  }
}
