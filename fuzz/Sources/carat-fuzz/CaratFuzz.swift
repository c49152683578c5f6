import Foundation

/// Feeds every parser of untrusted files with mutated inputs, each in a process of its own.
@main
struct CaratFuzz {
  static func main() {
    do {
      let options = try Options(CommandLine.arguments.dropFirst())
      exit(try run(options) ? 0 : 1)
    } catch {
      FileHandle.standardError.write(Data("carat-fuzz: \(error)\n".utf8))
      exit(2)
    }
  }

  /// Returns whether no target failed.
  private static func run(_ options: Options) throws -> Bool {
    let targets = try options.targets()
    if let path = options.inputPath {
      guard let data = FileManager.default.contents(atPath: path) else {
        throw OptionError(message: "cannot read \(path)")
      }
      for target in targets { print("\(target.name): \(target.run(Array(data)))") }
      return true
    }
    if let statePath = options.statePath {
      for target in targets {
        let worker = Worker(
          target: target, seed: options.seed, seconds: options.seconds, statePath: statePath)
        print("\(target.name): \(try worker.run())")
      }
      return true
    }
    var isClean = true
    for target in targets {
      print("\(target.name): \(Int(options.seconds)) s, seed \(options.seed)")
      fflush(nil)
      if try !watch(target, options) { isClean = false }
    }
    return isClean
  }

  /// Runs a target in a child process; saves the input that ends it.
  private static func watch(_ target: FuzzTarget, _ options: Options) throws -> Bool {
    let statePath = FileManager.default.temporaryDirectory
      .appendingPathComponent("carat-fuzz-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: statePath) }
    let child = Process()
    child.executableURL = Bundle.main.executableURL
    child.arguments = [
      "--target", target.name, "--seed", "\(options.seed)", "--seconds", "\(options.seconds)",
      "--state", statePath,
    ]
    var environment = ProcessInfo.processInfo.environment
    environment["SWIFT_BACKTRACE"] = "enable=no"
    child.environment = environment
    try child.run()
    child.waitUntilExit()
    if child.terminationReason == .exit, child.terminationStatus == 0 { return true }
    let signal = child.terminationReason == .uncaughtSignal ? child.terminationStatus : 0
    let reason = signal == SIGALRM ? "too slow" : "ended with status \(child.terminationStatus)"
    let folder = options.findings
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = "\(folder)/\(target.name)-\(options.seed).bin"
    let input = StateFile.lastInput(path: statePath)
    try Data(input).write(to: URL(fileURLWithPath: path))
    print(
      "\(target.name): FINDING, \(reason); seed \(options.seed), \(input.count) bytes in \(path)")
    return false
  }
}
