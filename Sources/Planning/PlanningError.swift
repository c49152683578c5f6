import ModelSpec

/// The reason that there is no plan of what was named.
public enum PlanningError: Error, Sendable, Hashable, CustomStringConvertible {
  /// No file, no name of the library or the catalogue, and no size; names like it.
  case unknownModel(String, similar: [String])
  /// A size that is none, with the reason.
  case badSize(String)
  /// A model whose name is followed by a precision that is none.
  case unknownPrecision(of: String)
  /// No name of the catalogue and no file; names like it, or all of them.
  case unknownShape(String, similar: [String], all: [String])
  /// A file that is no configuration, with the reason.
  case badConfiguration(path: String, problem: String)
  /// A file or folder in which neither an architecture nor tensors were found.
  case nothingDescribed(path: String)
  /// The memory of this machine is not told.
  case unknownMemory
  /// A run of a model of which the architecture is not known.
  case unmeasurable

  /// Text on what was named, what was expected, and what was meant perhaps.
  public var description: String {
    switch self {
    case .unknownModel(let name, let similar):
      "'\(name)' is no file, no name of the library or the catalogue, and no size"
        + (similar.isEmpty ? "" : "; similar names: \(similar.joined(separator: ", "))")
    case .badSize(let problem): problem
    case .unknownPrecision(let name):
      "what follows the @ of '\(name)' must be a precision, one of "
        + WeightPrecision.all.map(\.name).joined(separator: ", ")
    case .unknownShape(let name, let similar, let all):
      "'\(name)' is no name of the catalogue and no file; "
        + (similar.isEmpty ? "names: " : "similar names: ")
        + (similar.isEmpty ? all : similar).joined(separator: ", ")
    case .badConfiguration(let path, let problem): "\(path): \(problem)"
    case .nothingDescribed(let path):
      "\(path): neither an architecture nor tensors were found"
    case .unknownMemory: "the system does not tell how much memory is available"
    case .unmeasurable: "only models whose architecture is known are measured"
    }
  }

  /// Tells whether the request is wrong, whatever lies on the disk.
  public var isWrongRequest: Bool {
    switch self {
    case .badSize, .unknownPrecision: true
    default: false
    }
  }
}
