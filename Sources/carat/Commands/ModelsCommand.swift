import ArgumentParser
import JSON
import ModelFiles
import ModelHub
import ModelSpec
import Tokenizers

struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List the models that are here, and those that can be pulled; remove one.",
    usage: "carat models [options]")

  @Option(help: ArgumentHelp("Remove a model from the library.", valueName: "name"))
  var remove: String?
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    let library = try Environment.library()
    if let remove {
      let freed = try library.remove(remove)
      if json {
        return try JSONPrinter.print(["name": .string(remove), "freedBytes": .integer(freed)])
      }
      return try Console.write("removed \(remove), \(NumberText.bytes(freed)) freed\n")
    }
    let entries = try library.list()
    if json { return try printJSON(library, entries) }
    try Console.write(text(library, entries))
  }

  private func printJSON(_ library: ModelLibrary, _ entries: [LibraryEntry]) throws {
    let names = Set(entries.map(\.name))
    try JSONPrinter.print([
      "catalogue": .array(
        PackageModel.known.map { model in
          .members([
            "name": .string(model.name), "summary": .string(model.summary),
            "licence": .string(model.licence), "bytes": .integer(model.bytes),
            "isInLibrary": .bool(names.contains(model.name)), "isPullable": .bool(true),
            "parameters": .null,
          ])
        }
          + Catalogue.models.map { model in
            .members([
              "name": .string(model.name), "summary": .string(Self.summary(model)),
              "licence": .null, "bytes": .null, "isInLibrary": .bool(names.contains(model.name)),
              "isPullable": .bool(false),
              "parameters": .optional(Self.parameters(model)),
              "source": .string(model.source), "disclosure": .string(model.disclosure.label),
            ])
          }),
      "library": .array(
        entries.map { entry in
          .members([
            "name": .string(entry.name), "path": .string(entry.path),
            "bytes": .integer(entry.bytes), "source": .optional(Self.source(entry)),
          ])
        }),
      "libraryPath": .string(library.root),
    ])
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

  private func text(_ library: ModelLibrary, _ entries: [LibraryEntry]) -> String {
    let style = TextStyle.output
    var table = Table([.left, .right])
    for entry in entries {
      table.add(entry.name.withoutControls, NumberText.decimalBytes(entry.bytes))
    }
    var text = style.bold("Library") + "  \(library.root)\n"
    text += entries.isEmpty ? "  empty; 'carat pull NAME' fetches a model\n" : table.text(indent: 2)
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
