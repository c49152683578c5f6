public import Tensors

/// A GGUF file, in one part or several, mapped into memory.
///
/// Opening reads the header only; values are read when they are used.
public struct GGUFFile: Sendable {
  /// One file of a model.
  struct Part: Sendable {
    let path: String
    let header: GGUFHeader
    let storage: Storage

    /// Maps a file and reads its header.
    init(opening path: String) throws(ModelFileError) {
      do { storage = try Storage(mapping: path) } catch {
        throw ModelFileError(error, path: path)
      }
      self.path = path
      header = try GGUFHeader(parsing: storage, path: path)
    }
  }

  /// The place of a tensor.
  private struct Place {
    let part: Int
    let record: Int
  }

  /// The file; of a split model, its first part.
  public let path: String
  /// Tensors in the order of the file, parts one after another.
  public let entries: [WeightEntry]
  private let parts: [Part]
  private let places: [String: Place]

  /// Opens a file, and with the first part of a split model all the others.
  ///
  /// - Throws: `ModelFileError` if a file cannot be read, is not valid, or a part is missing.
  public init(opening path: String) throws(ModelFileError) {
    self.path = path
    parts = try Self.parts(from: Part(opening: path))
    var places: [String: Place] = [:]
    for (number, part) in parts.enumerated() {
      for (index, record) in part.header.tensors.enumerated() {
        let place = Place(part: number, record: index)
        guard places.updateValue(place, forKey: record.entry.name) == nil else {
          throw ModelFileError(
            .malformed, path: part.path,
            "tensor \(quoted(record.entry.name)) is in an earlier part too")
        }
      }
    }
    self.places = places
    entries = parts.flatMap { $0.header.tensors.map(\.entry) }
  }

  /// Keys and values; of a split model, those of its first part.
  public var metadata: GGUFMetadata { parts[0].header.metadata }
  /// The version of the layout.
  public var version: Int { parts[0].header.version }
  /// Bytes that were read to open the file: the headers of all parts.
  public var headerBytes: Int { parts.reduce(0) { $0 + $1.header.byteCount } }
  /// Bytes of all parts.
  public var fileBytes: Int { parts.reduce(0) { $0 + $1.storage.count } }
  /// The files that make up the model.
  public var paths: [String] { parts.map(\.path) }
  /// Tensors that are listed but whose format is not read.
  public var unsupported: [WeightEntry] { entries.filter { $0.format == nil } }

  /// Tells whether a tensor of this name is there.
  public func contains(_ name: String) -> Bool { places[name] != nil }

  /// The description of a tensor, or `nil` without a tensor of this name.
  public func entry(named name: String) -> WeightEntry? {
    places[name].map { parts[$0.part].header.tensors[$0.record].entry }
  }

  /// Start of the bytes of a tensor of any format, or `nil` without a tensor of this name.
  func place(of name: String) -> (storage: Storage, offset: Int)? {
    places[name].map { place in
      let part = parts[place.part]
      return (part.storage, part.header.tensors[place.record].offset)
    }
  }

  /// The tensor with this name; its values stay in the file.
  ///
  /// - Throws: `ModelFileError` if there is none, or its format is not read.
  public func tensor(named name: String) throws(ModelFileError) -> Tensor {
    guard let place = places[name] else {
      throw ModelFileError(.missing, path: path, "there is no tensor \(quoted(name))")
    }
    let part = parts[place.part]
    let record = part.header.tensors[place.record]
    guard let format = record.entry.format else {
      throw ModelFileError(
        .unsupported, path: part.path,
        "tensor \(quoted(name)) is stored as \(record.entry.formatName), which is not read",
        offset: record.offset, advice: "use a file in \(ReadableFormats.list)")
    }
    guard
      let tensor = Tensor(
        storage: part.storage, offset: record.offset, shape: record.entry.shape, format: format)
    else {
      throw ModelFileError(
        .malformed, path: part.path, "tensor \(quoted(name)) does not lie within its file",
        offset: record.offset)
    }
    return tensor
  }
}
