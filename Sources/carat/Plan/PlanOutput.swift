import PlainText
import Planning
import Reports
import Sizing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Prints plans, and writes the files that the flags ask for.
struct PlanOutput {
  let plans: [Plan]
  let table: AcceleratorTable
  let flags: OutputFlags

  func write() throws {
    let isLaunched = flags.slurm != nil || flags.kubernetes != nil
    let answers = try PlanAnswers(
      plans, table: table, isAdvised: flags.advise, isLaunched: isLaunched)
    try writeLaunchFiles(answers)
    let document = PlanDocument(plans, answers: answers, table: table)
    if let path = flags.html { try save(document.html, to: path) }
    if flags.json { return try JSONPrinter.print(document.json) }
    if flags.markdown { return try Console.write(document.markdown) }
    // A page that was asked for is the answer, unless something else is asked for too.
    try Console.write(
      exactly: document.text(
        columns: Console.width, usesColor: TextStyle.output.isColored, details: flags.details))
  }

  private func writeLaunchFiles(_ answers: PlanAnswers) throws {
    guard flags.slurm != nil || flags.kubernetes != nil else { return }
    guard let plan = plans.first, let layouts = answers.layouts.first else {
      throw WrongArguments(
        "--slurm and --kubernetes need one model whose architecture is known, --train, and --on with "
          + "several accelerators, such as --train full --on h100x64")
    }
    guard let best = layouts.layouts.first else {
      throw CommandError("no layout fits, so there is nothing to start: see --advise")
    }
    let file = try LaunchFile(
      jobName: LaunchFile.jobName(for: plan.subject.name), recipePath: "recipe.yaml",
      modelName: plan.subject.name, plan: layouts, layout: best, tokens: plan.tokens)
    if let path = flags.slurm { try save(file.slurm, to: path) }
    if let path = flags.kubernetes {
      try save(try file.kubernetes(image: flags.image ?? "carat:latest"), to: path)
    }
    for note in LaunchFile.notes where !flags.quiet { Console.note("note: \(note)") }
  }

  private func save(_ text: String, to path: String) throws {
    try OutputFile.write(text, to: path)
    if !flags.quiet { Console.note("wrote \(path)") }
  }
}
