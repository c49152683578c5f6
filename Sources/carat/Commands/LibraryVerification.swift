import JSON
import ModelFiles
import ModelHub
import PlainText

/// The digests of all that is in the library, with how far the reading is.
struct LibraryVerification {
  private let results: [(entry: LibraryEntry, files: [LibraryCheck.File])]

  /// Reads all files.
  init(_ library: ModelLibrary, _ entries: [LibraryEntry], quiet: Bool) throws {
    let check = LibraryCheck(library)
    let total = entries.reduce(0) { $0 &+ $1.bytes }
    var bar = ProgressBar()
    var done = 0
    defer { bar.clear() }
    results = try entries.map { entry in
      let files = try check.files(of: entry) { count in
        done += count
        if !quiet { bar.show(ProgressBar.Position(done: done, total: total)) }
      }
      return (entry, files)
    }
  }

  /// Tells whether a file is not what was pulled.
  var isWrong: Bool { results.contains { $0.files.contains(where: \.isWrong) } }

  /// The files of a model, with digest and status.
  func files(of entry: LibraryEntry) -> JSONValue? {
    results.first { $0.entry.name == entry.name }.map { result in
      .array(
        result.files.map { file in
          .members([
            "name": .string(file.name), "bytes": .optional(file.bytes),
            "sha256": .optional(file.sha256), "status": .string(file.status.rawValue),
          ])
        })
    }
  }

  /// Model by model, each file with its digest and what it means.
  var text: String {
    guard !results.isEmpty else { return "nothing to verify: the library is empty\n" }
    var text = ""
    for (entry, files) in results {
      text += TextStyle.output.bold(entry.name.oneLine) + "\n"
      var table = Table([.left, .right, .left, .left])
      for file in files {
        table.add(
          file.name, file.bytes.map(NumberText.decimalBytes) ?? "", file.sha256 ?? "-",
          Self.word(file.status))
      }
      text += table.text(indent: 2)
    }
    let wrong = results.filter { $0.files.contains(where: \.isWrong) }.map(\.entry.name.oneLine)
    guard !wrong.isEmpty else { return text + "no file differs from its pull\n" }
    return text
      + "not what was pulled: \(wrong.joined(separator: ", ")); pull again to replace it\n"
  }

  private static func word(_ status: LibraryCheck.File.Status) -> String {
    switch status {
    case .verified: "verified"
    case .unchanged: "unchanged since its pull, unverified then"
    case .altered: "ALTERED"
    case .missing: "MISSING"
    case .unreadable: "UNREADABLE"
    case .damaged: "DAMAGED: the record of its pull"
    case .unrecorded: "unverified: no pull recorded it"
    }
  }
}
