import ModelFiles
import ModelSpec
import Planning

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The model that `quantize` writes: one with its weights, or a shape with random ones.
enum QuantizeSource: Sendable {
  case model(Checkpoint)
  case random(RandomModel)

  /// - Throws: `CommandError` for a shape that is not known, and what opening a model throws.
  init(_ name: String, seed: UInt64?) throws {
    guard let seed else {
      self = .model(try Checkpoint(opening: ModelPath(name).path))
      return
    }
    if let known = Catalogue.model(named: name) {
      guard let spec = known.spec else {
        throw CommandError(
          "'\(name)' has no public architecture, so no file of its shape can be made")
      }
      self = .random(RandomModel(spec, seed: seed))
    } else if GGUFName.isGGUF(name), FileManager.default.fileExists(atPath: name) {
      let spec = try Checkpoint(opening: name).spec
      self = .random(RandomModel(spec, seed: seed, companions: try ModelCompanions(path: name)))
    } else {
      let spec = try ConfigFile(name, read: TextInput.bytes(of:)).spec
      self = .random(RandomModel(spec, seed: seed, companions: try ModelCompanions(path: name)))
    }
  }

  func write(
    to path: String, format: TargetFormat, replacing: Bool, threads: Int,
    progress: @escaping (ConversionProgress) throws -> Void
  ) throws -> ConversionReport {
    switch self {
    case .model(let checkpoint):
      try ModelConverter(checkpoint).convert(
        to: path, format: format, replacing: replacing, threads: threads, progress: progress)
    case .random(let model):
      try model.write(
        to: path, format: format, replacing: replacing, threads: threads, progress: progress)
    }
  }
}

/// Names that stand for something here and for a model in the library.
enum LibraryShadow {
  /// Refuses an output that commands would from then on take for a model of the library.
  ///
  /// - Throws: `WrongArguments` with what to name instead.
  static func check(output: String) throws {
    var name = output
    while name.utf8.count > 1, name.utf8.last == UInt8(ascii: "/") {
      name.unicodeScalars.removeLast()
    }
    guard model(named: name) != nil else { return }
    throw WrongArguments(
      "'\(name)' is a model in the library, and every command would take what is written here for "
        + "it; choose another name, or write './\(name)' if that is what you want")
  }

  /// Says which of two is taken for a name: what lies here, or the model of the library.
  static func note(_ name: String, taken path: String) {
    guard let model = model(named: name) else { return }
    let isHere = path == name || path.hasPrefix("\(name)/")
    Console.note(
      isHere
        ? "note: '\(name)' is taken from this folder; the library's model of this name is \(model)"
        : "note: '\(name)' is taken from the library; './\(name)' names what is in this folder")
  }

  private static func model(named name: String) -> String? {
    guard let library = try? Environment.library(), let model = try? ModelName(name) else {
      return nil
    }
    return library.entry(model)?.path
  }
}
