import ArgumentParser
import JSON
import ModelFiles
import ModelHub
import PlainText
import Tokenizers

struct PullCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull",
    abstract: "Fetch a model into the library.",
    usage: "carat pull NAME [options]",
    discussion: """
      NAME is a model that 'carat models' lists, or OWNER/REPO[:FILE][@REVISION] of a hub. A pull that \
      was cut short goes on where it ended; every file is checked against its published digest, and one \
      without such a digest is called unverified.

      HF_ENDPOINT, HF_TOKEN, HF_HOME, HF_HUB_OFFLINE and the proxy variables are heeded.
      """)

  @Argument(help: "A known model, or OWNER/REPO[:FILE][@REVISION].") var name: String
  @Flag(help: "Print one JSON object on standard output, and nothing else.") var json = false
  @Flag(name: .shortAndLong, help: "Show no progress.") var quiet = false

  func run() async throws {
    let puller = try Environment.puller()
    let progress = quiet ? nil : PullProgressView()
    let name = name
    let model: PulledModel
    do {
      model = try await Interrupts.cancelling {
        try await puller.pull(name) { event in progress?.show(event) }
      }
    } catch {
      progress?.end()
      if error is CancellationError {
        Console.note("stopped; pull '\(name)' again to go on from here")
      }
      throw error
    }
    progress?.end()
    if json {
      try JSONPrinter.print([
        "name": .string(model.name), "path": .string(model.path), "bytes": .integer(model.bytes),
        "files": .array(
          model.files.map {
            .members([
              "name": .string($0.name), "bytes": .integer($0.bytes), "sha256": .string($0.sha256),
              "verified": .bool($0.verified),
            ])
          }),
      ])
    } else {
      let unverified = model.files.filter { !$0.verified }.count
      try Console.write(
        lines:
          "\(model.name.oneLine) is in the library: \(NumberText.bytes(model.bytes)),"
          + " \(model.path.oneLine)"
          + (unverified == 0 ? "" : "; \(NumberText.count(unverified, "file")) unverified") + "\n")
    }
  }
}
