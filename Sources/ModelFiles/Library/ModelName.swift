/// The name of a model in the library: one or two path components, `model` or `owner/model`.
///
/// A name is safe to use as a folder below the library's root: no component is empty, hidden, longer than a file
/// system takes, or has characters that mean something else there.
public struct ModelName: Hashable, Sendable, CustomStringConvertible {
  /// The name as text, components separated by `/`.
  public let description: String

  /// Checks a name.
  ///
  /// - Throws: `ModelLibraryError.invalidName` with the reason.
  public init(_ text: String) throws(ModelLibraryError) {
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

  /// Whether a path is relative and stays below the folder that it is relative to.
  ///
  /// - Returns: What is wrong with it, or `nil`.
  package static func problem(withRelativePath path: String) -> String? {
    for component in path.split(separator: "/", omittingEmptySubsequences: false) {
      if let reason = problem(with: component) { return reason }
    }
    return nil
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
