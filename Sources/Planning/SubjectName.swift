public import ModelFiles
public import ModelSpec
public import Sizing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Finds what the name of a model to plan stands for: a file or folder, a name of the library, of
/// the catalogue, or a bare size.
public struct SubjectName: Sendable {
  /// Subject that the name stands for.
  public let subject: PlanSubject
  /// The path of a model that can be run, for measuring; `nil` for what is no file.
  public let path: String?

  /// Looks the name up, and reads configurations and headers, never weights.
  ///
  /// - Parameter library: Where names of models that were fetched are looked up, if there is one.
  /// - Throws: `PlanningError` with names that may have been meant, and the errors of reading.
  public init(_ name: String, library: ModelLibrary?) throws {
    if let path = Self.file(name, library) {
      let description = try ModelDescription(reading: path)
      (subject, self.path) = (try PlanSubject(description), path)
    } else if let model = Catalogue.model(named: name) {
      (subject, path) = (try PlanSubject(model), nil)
    } else if let size = try Self.size(name) {
      (subject, path) = (
        PlanSubject(name: size.description, parameters: size.parameters, source: .size), nil
      )
    } else {
      let names = (try? library?.list().map(\.name)) ?? []
      throw PlanningError.unknownModel(
        name,
        similar: Catalogue.suggestions(for: name, limit: 4)
          + NameDistance.nearest(to: name, among: names))
    }
  }

  /// `NAME@PRECISION` taken apart, unless a file has that name.
  ///
  /// - Throws: `PlanningError` for a precision that is none.
  public static func split(_ name: String) throws -> (name: String, precision: WeightPrecision?) {
    guard let mark = name.lastIndex(of: "@"), !FileManager.default.fileExists(atPath: name) else {
      return (name, nil)
    }
    guard let precision = WeightPrecision(name: String(name[name.index(after: mark)...])) else {
      throw PlanningError.unknownPrecision(of: name)
    }
    return (String(name[..<mark]), precision)
  }

  /// A path as it is, or what the library has under the name.
  private static func file(_ name: String, _ library: ModelLibrary?) -> String? {
    if let local = LocalModel(name, library: library) { return local.path }
    if name.hasPrefix("/") || name.hasPrefix("./") || name.hasPrefix("../") { return name }
    return try? library?.resolve(name)
  }

  private static func size(_ name: String) throws -> ReportedSize? {
    do {
      return try ReportedSize(parsing: name)
    } catch {
      throw PlanningError.badSize("\(error)")
    }
  }
}

extension PlanSubject {
  /// The model as a description on disk has it.
  ///
  /// - Throws: `PlanningError` if it says neither what the model is nor what it stores.
  init(_ description: ModelDescription) throws {
    let source = Source(rawValue: description.source.rawValue) ?? .config
    let stored = description.stored
    if let spec = description.spec {
      self.init(spec, name: description.name, source: source)
    } else {
      guard let stored else {
        throw PlanningError.nothingDescribed(path: description.path)
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
