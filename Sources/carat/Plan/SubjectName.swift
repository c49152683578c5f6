import ModelFiles
import ModelSpec
import Sizing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Finds what the name of a model to plan stands for: a file or folder, a name of the library, of the catalogue, or a bare size.
struct SubjectName {
  let subject: PlanSubject
  /// The path of a model that can be run, for measuring.
  let path: String?

  /// - Throws: `CommandError` with names that may have been meant, and the errors of reading.
  init(_ name: String) throws {
    if let path = Self.file(name) {
      let description = try ModelDescription(reading: path)
      (subject, self.path) = (try PlanSubject(description), path)
    } else if let model = Catalogue.model(named: name) {
      (subject, path) = (try PlanSubject(model), nil)
    } else if let size = try Self.size(name) {
      (subject, path) = (
        PlanSubject(name: size.description, parameters: size.parameters, source: .size), nil
      )
    } else {
      throw CommandError(Self.unknown(name))
    }
  }

  /// A path as it is, or what the library has under the name.
  private static func file(_ name: String) -> String? {
    if FileManager.default.fileExists(atPath: name) {
      return (try? ModelPath(name).path) ?? name
    }
    if name.hasPrefix("/") || name.hasPrefix("./") || name.hasPrefix("../") { return name }
    return try? Environment.library().resolve(name)
  }

  private static func size(_ name: String) throws -> ReportedSize? {
    do {
      return try ReportedSize(parsing: name)
    } catch {
      throw WrongArguments("\(error)")
    }
  }

  private static func unknown(_ name: String) -> String {
    let library = (try? Environment.library().list().map(\.name)) ?? []
    let near =
      Catalogue.suggestions(for: name, limit: 4) + NameDistance.nearest(to: name, among: library)
    let hint =
      near.isEmpty
      ? "'carat models' lists names; a path to a config.json, .gguf or .safetensors file, or a size such as 70B, will do too"
      : "similar names: \(near.joined(separator: ", "))"
    return "'\(name)' is no file, no name of the library or the catalogue, and no size; \(hint)"
  }
}

extension PlanSubject {
  /// What a description on disk says.
  init(_ description: ModelDescription) throws {
    let source = Source(rawValue: description.source.rawValue) ?? .config
    let stored = description.stored
    if let spec = description.spec {
      self.init(spec, name: description.name, source: source)
    } else {
      guard let stored else {
        throw CommandError("\(description.path): neither an architecture nor tensors were found")
      }
      self.init(
        name: description.name, parameters: stored.parameterCount,
        source: source)
      isCounted = description.isCounted
    }
    storedWeights = try description.weightStorage()
    fileBytes = stored?.fileBytes
    bytesRead = description.bytesRead
    (notes, storageNotes) = (description.notes, description.storageNotes)
    self.stored =
      description.audit?.findings.map { finding in
        Stored(
          kind: finding.kind.rawValue, tensorCount: finding.tensorCount,
          elementCount: finding.elementCount, bytes: finding.byteCount,
          explanation: finding.explanation)
      } ?? []
  }
}
