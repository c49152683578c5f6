package import ModelFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A name of a model that something on the disk has.
package struct LocalModel {
  /// Path that is opened: a file or folder of that name, the one GGUF model in it, or the library's
  /// model where the folder is none.
  package let path: String

  /// Looks at the disk; `nil` if nothing there has the name.
  package init?(_ name: String, library: ModelLibrary?) {
    let files = FileManager.default
    var isFolder = false
    guard files.fileExists(atPath: name, isDirectory: &isFolder) else { return nil }
    if isFolder, let inside = Self.onlyFile(in: name) {
      path = inside
    } else {
      let isModel = !isFolder || files.fileExists(atPath: "\(name)/config.json")
      path = isModel ? name : (try? library?.resolve(name)) ?? name
    }
  }

  /// The one GGUF model of a folder without `config.json`.
  private static func onlyFile(in folder: String) -> String? {
    guard !FileManager.default.fileExists(atPath: "\(folder)/config.json"),
      let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    else { return nil }
    let models = names.filter { $0.lowercased().hasSuffix(".gguf") && GGUFName($0).isOpenable }
    return models.count == 1 ? "\(folder)/\(models[0])" : nil
  }
}
