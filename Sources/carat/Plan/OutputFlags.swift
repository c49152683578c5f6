import ArgumentParser

/// The flags for what is printed, and whether the answer is judged.
struct OutputFlags: ParsableArguments {
  @Flag(help: "Exit with status 3 if the model does not fit on each of --on, or on this machine.")
  var fits = false
  @Flag(
    help:
      "Show the cheapest machines, the largest context and batch, and the smallest changes that make it fit."
  )
  var advise = false
  @Flag(help: "Run the model here and set what was measured beside what was predicted.")
  var measure = false
  @Option(help: ArgumentHelp("Write a page with pictures.", valueName: "file")) var html: String?
  @Flag(help: "Print Markdown.") var markdown = false
  @Option(help: ArgumentHelp("Write a Slurm script for the training.", valueName: "file"))
  var slurm: String?
  @Option(help: ArgumentHelp("Write a Kubernetes MPIJob for the training.", valueName: "file"))
  var kubernetes: String?
  @Option(
    help: ArgumentHelp(
      "The container image of the MPIJob. (default: carat:latest)", valueName: "name"))
  var image: String?
  @Flag(help: "Show every line of the bills with its formula and source.") var details = false
  @Flag(help: "Print one JSON object, and nothing else.") var json = false
  @Flag(name: .shortAndLong, help: "Leave out progress.") var quiet = false

  func validate() throws {
    if json, markdown { throw ValidationError("take one of --json and --markdown") }
    if image != nil, kubernetes == nil {
      throw ValidationError("--image names the container of --kubernetes: it needs that flag too")
    }
  }

  /// The flags that were given, but for those of how it is printed.
  var given: [String] {
    FlagRange.given([
      "fits": fits, "advise": advise, "measure": measure, "html": html, "markdown": markdown,
      "slurm": slurm, "kubernetes": kubernetes, "details": details,
    ])
  }
}
