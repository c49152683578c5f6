import JSON
import ModelFiles
package import ModelSpec

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The shape of a model from its configuration alone.
package struct ConfigFile {
  /// The shape.
  package let spec: ModelSpec

  /// Reads a configuration.
  ///
  /// - Parameters:
  ///   - name: A JSON file, or a folder with `config.json`.
  ///   - read: Reads all of a file.
  /// - Throws: `PlanningError` for neither, with names of the catalogue that may have been meant,
  ///   and what reading throws.
  package init(_ name: String, read: (String) throws -> [UInt8]) throws {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) else {
      let names = Catalogue.models.map(\.name)
      throw PlanningError.unknownShape(
        name, similar: NameDistance.nearest(to: name, among: names), all: names)
    }
    let file = isFolder ? "\(name)/config.json" : name
    do {
      let config = try JSONValue(parsing: read(file))
      spec = try ModelSpec.huggingFace(config, name: Self.title(of: name)).spec
    } catch let error as JSONError {
      throw PlanningError.badConfiguration(path: file, problem: "\(error)")
    }
  }

  private static func title(of path: String) -> String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    return last.hasSuffix(".json") ? String(last.dropLast(5)) : last
  }
}
