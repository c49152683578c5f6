import JSON

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A JSON file that describes a model.
struct ConfigText {
  /// Contents as JSON.
  let json: JSONValue
  /// Its size.
  let byteCount: Int

  /// Real ones have a few kilobytes, and indices of many shards some megabytes.
  private static let longest = 1 << 28

  /// Reads a file.
  ///
  /// - Throws: `ModelFileError` if it cannot be read, is too long, or is not JSON.
  init(reading path: String) throws(ModelFileError) {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    if let size = attributes?[.size] as? UInt64, size > UInt64(Self.longest) {
      throw ModelFileError(
        .unsupported, path: path, "the file is too long for a configuration",
        expected: "at most \(Self.longest) bytes", got: "\(size)")
    }
    let bytes = try Checkpoint.read(path)
    do {
      json = try JSONValue(parsing: bytes)
    } catch {
      throw ModelFileError(.malformed, path: path, error.description)
    }
    byteCount = bytes.count
  }

  /// Tells whether this is an index of shards rather than a configuration.
  var isIndex: Bool { json["weight_map"]?.object != nil }
}
