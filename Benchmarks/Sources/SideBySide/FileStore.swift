import Programs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Gets and makes the model files, each once.
struct FileStore {
  /// Carat's executable, which pulls and quantises.
  let carat: String
  /// The folder for made files.
  let folder: String
  /// Carat's home, whose library holds pulled models.
  let home: String
  /// The folder of this package's scripts.
  let scripts: String
  /// Is told what is about to be made.
  let progress: @Sendable (String) -> Void

  /// Made files may differ by so many bytes of metadata.
  private static let metadataAllowance = 1 << 16

  /// The path of a file, which is made first where it is not there or has another size.
  func path(of file: BenchmarkFile) throws -> String {
    let path = place(of: file.source)
    if let size = Self.size(of: path), fits(size, file) { return path }
    progress("making \(file.title): \(path)")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for program in try recipe(file.source, path) { _ = try program.run() }
    guard let size = Self.size(of: path) else {
      throw FileStoreError(problem: "\(file.title) was made, but \(path) is not there")
    }
    guard fits(size, file) else {
      throw FileStoreError(
        problem: "\(path): expected about \(file.byteCount) bytes, got \(size); if the format's "
          + "rules have changed, change the size in BenchmarkFile, else remove the file")
    }
    return path
  }

  private func fits(_ size: Int, _ file: BenchmarkFile) -> Bool {
    abs(size - file.byteCount) <= Self.metadataAllowance
  }

  private func place(of source: BenchmarkFile.Source) -> String {
    switch source {
    case .pulled(let model, let file): "\(home)/models/\(model)/\(file)"
    case .requantised(let name, let format), .random(let name, let format):
      "\(folder)/\(name)-\(format.lowercased()).gguf"
    case .randomWithVocabulary(let name, let format, _):
      "\(folder)/\(name)-\(format.lowercased())-vocabulary.gguf"
    }
  }

  private func recipe(_ source: BenchmarkFile.Source, _ path: String) throws -> [Program] {
    func carat(_ arguments: String...) -> Program {
      Program(self.carat, arguments, environment: ["CARAT_HOME": home])
    }
    switch source {
    case .pulled(let model, _):
      return [carat("pull", model)]
    case .requantised(let model, let format):
      guard let original = Self.pulled[model] else {
        throw FileStoreError(problem: "\(model) is not among the pulled models")
      }
      return [carat("quantize", try self.path(of: original), path, "--format", format)]
    case .random(let shape, let format):
      return [carat("quantize", shape, path, "--format", format, "--random-weights", "1")]
    case .randomWithVocabulary(let shape, let format, let model):
      let bare = BenchmarkCase.all.map(\.file).first {
        $0.source == .random(shape: shape, format: format)
      }
      guard let donor = Self.pulled[model], let bare else {
        throw FileStoreError(problem: "no file to take \(shape) \(format) or \(model) from")
      }
      let arguments = [
        "\(scripts)/vocabulary.py", try self.path(of: donor), try self.path(of: bare),
      ]
      return [Program("python3", arguments + [path])]
    }
  }

  private static let pulled: [String: BenchmarkFile] = [
    BenchmarkFile.smolLM2Q41, .gemma3, .qwen,
  ].reduce(into: [:]) { models, file in
    if case .pulled(let model, _) = file.source { models[model] = file }
  }

  private static func size(of path: String) -> Int? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? any BinaryInteger).flatMap { Int(exactly: $0) }
  }
}

/// The reason that a model file is not there.
struct FileStoreError: Error, CustomStringConvertible {
  let problem: String
  var description: String { problem }
}
