public import ArgumentParser
public import Audit
import JSON
import Machine
import ModelFiles
import PlainText
import Reports

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Tell whether this machine is fit for training, inference or the edge.",
    usage: "carat doctor [options]",
    discussion: """
      Reads what the system tells without privileges, starts no programs, and judges it by a guide \
      for local hardware. What cannot be read is unknown. Ends with status 3 unless the machine is \
      fit: if a check fails, or nothing is known of a part that it cannot do without.
      """)

  @Option(help: ArgumentHelp("What the machine is for.", valueName: "name"))
  var profile = AuditProfile.inference
  @Option(
    help: ArgumentHelp(
      "Where the system's files stand; a recorded tree is not asked for this machine's GPUs.",
      valueName: "folder"))
  var root = "/"
  @Option(
    help: ArgumentHelp(
      "The day as of which releases of systems are judged. (default: today)",
      valueName: "yyyy-mm-dd"))
  var date: String?
  @Option(
    help: ArgumentHelp(
      "Where the UPS daemon of this machine listens. (default: 3493)", valueName: "port"))
  var upsPort: UInt16?
  @Option(
    help: ArgumentHelp(
      "Memory and disk that the model needs, in bytes. (default: Gemma 2B, as a yardstick)",
      valueName: "bytes"))
  var modelBytes: Int?
  @Flag(help: "Print one JSON object on standard output, and nothing else.") var json = false

  func validate() throws {
    if let modelBytes, modelBytes < 1 {
      throw ValidationError("--model-bytes must be 1 or more, got \(modelBytes)")
    }
    if let date, CalendarDay(date) == nil {
      throw ValidationError("--date must be a day such as 2027-05-31, got '\(date)'")
    }
    if upsPort == 0 { throw ValidationError("--ups-port must be 1 or more, got 0") }
    if upsPort != nil, root != "/" {
      throw ValidationError("--ups-port is this machine's, and --root reads another: leave one out")
    }
  }

  func run() throws {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder), isFolder else {
      throw WrongArguments("--root must be a folder that holds proc and sys, got '\(root)'")
    }
    if modelBytes != nil, profile == .training {
      Console.note(
        "note: --model-bytes has no effect with --profile training, which asks for the guide's memory "
          + "and disks whatever the model; it counts for inference and edge")
    }
    let now = CalendarDay(secondsSince1970: Int(Date().timeIntervalSince1970))
    let report = Audit(
      of: reader().read(), for: profile, modelBytes: modelBytes,
      today: date.flatMap { CalendarDay($0) } ?? now
    ).report()
    if json {
      try JSONPrinter.print(report.json)
    } else {
      try Console.write(DoctorText(report, style: .output).text)
    }
    if !report.passes { throw ExitCode(3) }
  }

  private func reader() -> MachineReader {
    let variables = Environment.variables
    let path = (variables["PATH"] ?? "").split(separator: ":").map(String.init)
    let isHere = root == "/"
    // The environments that are switched on are this machine's.
    let environments = ["VIRTUAL_ENV", "CONDA_PREFIX"].compactMap { variables[$0] }
    return MachineReader(
      root: root, workFolder: isHere ? modelFolder() : nil, searchPath: path,
      packageFolders: isHere ? environments : [],
      supplyDaemon: isHere ? NetworkSupplyDaemon(port: upsPort ?? 3493) : nil)
  }

  /// The library's folder, or the nearest one above it that is there already.
  private func modelFolder() -> String {
    var folder = (try? Environment.library().root) ?? "/"
    while !FileManager.default.fileExists(atPath: folder), let slash = folder.lastIndex(of: "/") {
      folder = String(folder[..<slash])
    }
    return folder.isEmpty ? "/" : folder
  }
}

extension AuditProfile: ExpressibleByArgument {}
