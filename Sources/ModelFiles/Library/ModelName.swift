/// The name of a model in the library: one or two path components, `model` or `owner/model`.
///
/// A name is safe to use as a folder below the library's root: no component is empty, hidden,
/// longer than a file system takes, or has characters that mean something else there.
public struct ModelName: Hashable, Sendable, CustomStringConvertible {
  /// The name as text, components separated by `/`.
  public let description: String

  /// Checks a name.
  ///
  /// - Throws: `ModelLibraryError.invalidName` with the reason.
  public init(_ text: String) throws(ModelLibraryError) {
    guard text.utf8.count <= 500 else {
      throw .invalidName("\(text.prefix(60))…", reason: "it is longer than 500 bytes")
    }
    let components = text.split(separator: "/", omittingEmptySubsequences: false)
    guard components.count <= 2 else {
      throw .invalidName(text, reason: "it has more than two parts")
    }
    for component in components {
      if let reason = Self.problem(with: component) {
        throw .invalidName(text, reason: reason)
      }
      if component.hasPrefix(".") {
        throw .invalidName(text, reason: "a part starts with '.'")
      }
      if component.contains(":") {
        throw .invalidName(text, reason: "it contains ':'")
      }
    }
    description = text
  }

  /// Longest relative path in bytes; with the folders before it, it stays below what systems take
  /// (4,096, or 1,024).
  private static let longestPath = 700
  /// Most parts that a relative path may have.
  private static let deepestPath = 32

  /// Problem with a path that is not relative, leaves the folder that it is relative to, or is too
  /// long for systems; `nil` if there is none.
  ///
  /// - Returns: What is wrong with it, or `nil`.
  package static func problem(withRelativePath path: String) -> String? {
    // The length first: what follows is not for texts of any size.
    let length = path.utf8.count
    guard length <= longestPath else { return "it is longer than \(longestPath) bytes" }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= deepestPath else { return "it has more than \(deepestPath) parts" }
    for component in parts {
      if let reason = problem(with: component) { return reason }
    }
    return nil
  }

  /// A revision as a part of a model's name: each revision has a name of its own.
  ///
  /// `/` becomes `--`; hyphens that could be taken for one are written as `%2D`.
  package static func component(forRevision revision: String) -> String {
    let characters = Array(revision.unicodeScalars)
    func isMark(_ index: Int) -> Bool {
      characters.indices.contains(index) && (characters[index] == "-" || characters[index] == "/")
    }
    var text = ""
    for (index, character) in characters.enumerated() {
      switch character {
      case "/": text += "--"
      case "%": text += "%25"
      case "-" where isMark(index - 1) || isMark(index + 1): text += "%2D"
      default: text.unicodeScalars.append(character)
      }
    }
    return text
  }

  private static func problem(with component: Substring) -> String? {
    if component.isEmpty { return "a part is empty" }
    if component == "." || component == ".." { return "a part is '\(component)'" }
    if component.utf8.count > 200 { return "a part is longer than 200 bytes" }
    for scalar in component.unicodeScalars {
      if scalar == "\\" { return "it contains '\\'" }
      if scalar.properties.generalCategory == .control { return "it has a control character" }
    }
    return nil
  }
}
