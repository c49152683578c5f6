import ArgumentParser
import JSON
import ModelFiles
import ModelHub
import ModelSpec
import PlainText
import Tokenizers

struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List the models that are here, and those that can be pulled; remove one.",
    usage: "carat models [options]",
    discussion: """
      --verify reads every file to its end and compares its digest with that of its pull. It ends with \
      status 1 if a file was altered, is missing or cannot be read, or the record of a pull is damaged.
      """)

  @Option(help: ArgumentHelp("Remove a model from the library.", valueName: "name"))
  var remove: String?
  @Flag(help: "Compare the digests of all files with those of their pulls.") var verify = false
  @Flag(help: "Print one JSON object.") var json = false
  @Flag(name: .shortAndLong, help: "Show no progress.") var quiet = false

  func validate() throws {
    if remove != nil, verify {
      throw ValidationError("--verify and --remove cannot be taken together")
    }
  }

  func run() throws {
    let library = try Environment.library()
    if let remove {
      let freed = try library.remove(remove)
      if json {
        return try JSONPrinter.print(["name": .string(remove), "freedBytes": .integer(freed)])
      }
      return try Console.write(lines: "removed \(remove), \(NumberText.bytes(freed)) freed\n")
    }
    let survey = try library.survey()
    for problem in survey.problems where !quiet { Console.note("note: \(problem)") }
    for problem in survey.entries.compactMap(\.recordProblem) where !quiet {
      Console.note("note: \(problem)")
    }
    let check = verify ? try LibraryVerification(library, survey.entries, quiet: quiet) : nil
    if json {
      try printJSON(library, survey, check)
    } else {
      try Console.write(lines: check?.text ?? text(library, survey))
    }
    if let check, check.isWrong || !survey.problems.isEmpty { throw ExitCode(1) }
  }

  private func printJSON(
    _ library: ModelLibrary, _ survey: LibrarySurvey, _ check: LibraryVerification?
  ) throws {
    try JSONPrinter.print([
      "catalogue": .array(Self.catalogue(Set(survey.entries.map(\.name)))),
      "library": .array(
        survey.entries.map { entry in
          var members = JSONObject([
            "name": .string(entry.name), "path": .string(entry.path),
            "bytes": .integer(entry.bytes), "source": .optional(Self.source(entry)),
          ])
          if let files = check?.files(of: entry) { members["files"] = files }
          return .object(members)
        }),
      "unreadable": .strings(survey.problems.map { "\($0)" }),
      "libraryPath": .string(library.root),
    ])
  }

  /// Every known name once: what can be pulled, and what only the shape is known of.
  private static func catalogue(_ names: Set<String>) -> [JSONValue] {
    let shapes = Catalogue.models
    let packages = PackageModel.known
    let pulled = packages.map { package in
      (package.name, package as PackageModel?, shapes.first { $0.name == package.name })
    }
    let rest = shapes.filter { shape in !packages.contains { $0.name == shape.name } }
      .map { ($0.name, nil as PackageModel?, $0 as PublishedModel?) }
    return (pulled + rest).map { name, package, shape in
      .members([
        "name": .string(name),
        "summary": .string(package?.summary ?? shape.map(summary) ?? ""),
        "licence": .optional(package?.licence), "bytes": .optional(package?.bytes),
        "isInLibrary": .bool(names.contains(name)), "isPullable": .bool(package != nil),
        "parameters": .optional(shape.flatMap(parameters)),
        "source": .optional(shape?.source), "disclosure": .optional(shape?.disclosure.label),
      ])
    }
  }

  private static func summary(_ model: PublishedModel) -> String {
    model.spec?.architecture.displayName ?? model.disclosure.label
  }

  private static func parameters(_ model: PublishedModel) -> Int? {
    model.spec.map { ParameterCount($0).total } ?? model.stated.total?.value
  }

  private static func source(_ entry: LibraryEntry) -> String? {
    switch entry.manifest?.source {
    case .repository(let name, let revision, _): "\(name)@\(revision)"
    case .packages(let requirements): requirements.joined(separator: " ")
    case nil: nil
    }
  }

  private func text(_ library: ModelLibrary, _ survey: LibrarySurvey) -> String {
    let (style, entries) = (TextStyle.output, survey.entries)
    var table = Table([.left, .right])
    for entry in entries {
      table.add(entry.name, NumberText.decimalBytes(entry.bytes))
    }
    var text = style.bold("Library") + "  \(library.root.oneLine)\n"
    if entries.isEmpty {
      text +=
        survey.problems.isEmpty
        ? "  empty; 'carat pull NAME' fetches a model\n" : "  nothing that can be read\n"
    } else {
      text += table.text(indent: 2)
    }
    let names = Set(entries.map(\.name))
    let missing = PackageModel.known.filter { !names.contains($0.name) }
    table = Table([.left, .right, .left, .left])
    for model in missing {
      table.add(model.name, NumberText.decimalBytes(model.bytes), model.summary, model.licence)
    }
    if !missing.isEmpty { text += "\n" + style.bold("To pull") + "\n" + table.text(indent: 2) }
    table = Table([.left, .right, .left])
    for model in Catalogue.models {
      let count = Self.parameters(model).map { NumberText.fixed(Double($0) / 1e9, 2) } ?? "?"
      table.add(model.name, "\(count) B parameters", Self.summary(model))
    }
    text += "\n" + style.bold("Known shapes") + "  for plan, and quantize --random-weights\n"
    return text + table.text(indent: 2)
  }
}
