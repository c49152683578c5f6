import Foundation
import JSON

@testable import Constraints

/// Schemas with instances that others have published, of which not every machine has a copy.
enum PublishedSchemas {
  /// A schema with what is said of some instances.
  struct Entry {
    var name: String
    var schema: JSONValue
    var tests: [(data: JSONValue, isValid: Bool)]
  }

  static let folder = ProcessInfo.processInfo.environment["CARAT_TEST_DATA"]
    .map { URL(filePath: $0).appending(path: "json-schema") }
  static var isAvailable: Bool { folder != nil }

  /// Real schemas of MaskBench.
  static func sample() throws -> [Entry] {
    guard let folder else { return [] }
    let text = try String(
      contentsOf: folder.appending(path: "maskbench-sample.jsonl"), encoding: .utf8)
    return try text.split(separator: "\n").map { line in
      entry(try JSONValue(parsing: String(line)), prefix: "")
    }
  }

  /// The official cases of draft 2020-12.
  static func suite() throws -> [Entry] {
    guard let folder else { return [] }
    let files = try FileManager.default.contentsOfDirectory(
      at: folder.appending(path: "test-suite-2020-12"), includingPropertiesForKeys: nil)
    return try files.filter { $0.pathExtension == "json" }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
      .flatMap { file in
        let groups = try JSONValue(parsing: try String(contentsOf: file, encoding: .utf8))
        return (groups.array ?? []).map { entry($0, prefix: file.lastPathComponent + ": ") }
      }
  }

  private static func entry(_ value: JSONValue, prefix: String) -> Entry {
    let name = value["name"]?.string ?? value["description"]?.string ?? ""
    return Entry(
      name: prefix + name, schema: value["schema"] ?? .null,
      tests: (value["tests"]?.array ?? []).map { test in
        (test["data"] ?? .null, test["valid"]?.bool ?? false)
      })
  }
}
