import ModelSpec
import Planning
import Sizing
import Subprocess
import SystemPackage

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension MeasuredRun {
  /// Starts this program once more.
  ///
  /// - Throws: `CommandError` with what the process said if it failed.
  init(path: String, request: InferenceRequest, threads: Int, quiet: Bool) async throws {
    if !quiet { Console.note("running the model") }
    let arguments = [
      "measure", path, "--threads", "\(threads)", "--context", "\(request.context)",
      "--kv-precision", request.cacheFormat.name, "--sequences", "\(request.sequences)", "--quiet",
    ]
    // Its answer is one object of some dozen numbers, and its errors a few lines.
    let run = try await Subprocess.run(
      .path(FilePath(try Self.executable())), arguments: Arguments(arguments),
      output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
    guard run.terminationStatus == .exited(0),
      let measured = try? JSONDecoder().decode(
        MeasuredRun.self, from: Data(run.standardOutput.utf8))
    else {
      let said = run.standardError
      throw CommandError(
        "the model could not be run: \(said.split(whereSeparator: \.isNewline).joined(separator: "; "))"
      )
    }
    self = measured
  }

  private static func executable() throws -> String {
    #if os(Linux)
      return "/proc/self/exe"
    #else
      return CommandLine.arguments[0]
    #endif
  }
}
