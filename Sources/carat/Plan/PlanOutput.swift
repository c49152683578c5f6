import Charts
import JSON
import Sizing
import Tensors

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
    let answers = try PlanAnswers(plans, table: table, flags: flags)
    try writeLaunchFiles(answers)
    if let path = flags.html {
      let page = PlanPage(plans, table: table, answers: answers.sections)
      try save(page.html, to: path)
    }
    if flags.json { return try writeJSON(answers) }
    if flags.markdown {
      return try Console.write(PlanMarkdown(plans, answers: answers.sections).text)
    }
    // A page that was asked for is the answer, unless something else is asked for too.
    let style = TerminalStyle(
      columns: Console.width, usesColor: TextStyle.output.isColored)
    try Console.write(
      exactly: PlanText(plans, style: style, details: flags.details, answers: answers.sections)
        .text)
  }

  private func writeJSON(_ answers: PlanAnswers) throws {
    var object: JSONObject
    if plans.count == 1, let plan = plans.first {
      object = JSONObject(plan.members)
    } else {
      object = JSONObject([
        "plans": .array(plans.map(\.json)), "comparison": Comparison(plans).json,
      ])
    }
    for (key, value) in answers.json { object[key] = value }
    try Console.write(JSONPrinter.text(.object(object)) + "\n")
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
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw CommandError("\(path) cannot be written: \(SystemErrorText.words(of: error))")
    }
    if !flags.quiet { Console.note("wrote \(path)") }
  }
}
