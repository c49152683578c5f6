/// The reason that the model library could not do what was asked.
public enum ModelLibraryError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Not a name that a model can have.
  case invalidName(String, reason: String)
  /// No such model; names like it, and what to pull.
  case unknownModel(String, root: String, similar: [String])
  /// A folder with several GGUF models, and no word on which one is meant.
  case ambiguous(String, choices: [String])
  /// The model has no such file.
  case unknownFile(String, model: String, choices: [String])
  /// A folder without anything that can be opened.
  case nothingToOpen(String, folder: String)
  /// A manifest that cannot be read.
  case badManifest(path: String, problem: String)
  /// Other models lie inside this model's folder.
  case holdsOthers(String, others: [String])
  /// Another process works on this model.
  case locked(String, holder: String?)
  /// The environment does not say where the library is.
  case noHome
  /// A file operation failed.
  case file(path: String, problem: String)

  /// Text on what happened, and what to do next.
  public var description: String {
    switch self {
    case .invalidName(let name, let reason):
      "'\(name)' is not a model name: \(reason); expected NAME or OWNER/NAME"
    case .unknownModel(let name, let root, let similar):
      "no model '\(name)' in the library \(root)"
        + (similar.isEmpty ? "" : "; similar names: \(similar.joined(separator: ", "))")
        + "; 'carat models' lists what is there, 'carat pull NAME' fetches one"
    case .ambiguous(let name, let choices):
      "'\(name)' holds \(choices.count) GGUF models; name one as '\(name):FILE': "
        + choices.joined(separator: ", ")
    case .unknownFile(let file, let model, let choices):
      "model '\(model)' has no file '\(file)'; it has: \(choices.joined(separator: ", "))"
    case .nothingToOpen(let name, let folder):
      "model '\(name)' has neither a .gguf file nor config.json with safetensors in \(folder)"
        + "; remove it with 'carat models --remove \(name)' and pull it again"
    case .badManifest(let path, let problem):
      "\(path) cannot be read: \(problem); pull the model again to replace it"
    case .holdsOthers(let name, let others):
      "the folder of '\(name)' holds other models; remove them first: "
        + others.joined(separator: ", ")
    case .locked(let name, let holder):
      "model '\(name)' is in use by \(holder ?? "another process"); try again when it is done"
    case .noHome:
      "cannot tell where the model library is: none of CARAT_HOME, XDG_DATA_HOME and HOME is set"
    case .file(let path, let problem):
      "\(path): \(problem)"
    }
  }
}
